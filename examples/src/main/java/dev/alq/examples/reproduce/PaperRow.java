package dev.alq.examples.reproduce;

import dev.alq.examples.choice.Network;

/**
 * A row of one of the paper's tables: what it says and what has to be run to compare.
 *
 * @param network the network
 * @param plan what to run
 * @param paper what the paper states
 */
record PaperRow(Network network, RowPlan plan, PaperFigures paper) {

  /** Names the row, such as "vgg-small alq-0.66-bit". */
  String name() {
    return network + " " + plan.label();
  }
}
