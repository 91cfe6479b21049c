package dev.alq.examples.reproduce;

import dev.alq.examples.choice.Network;
import dev.alq.examples.console.MissingDataException;
import java.io.IOException;
import java.util.Set;

/** A table or figure of the paper that can be computed. */
interface Reproduction {

  /** The networks that it runs. */
  Set<Network> networks();

  /**
   * Runs what is needed and puts it together.
   *
   * @param runs the runs
   * @throws IOException if files cannot be read or written
   * @throws MissingDataException if nothing of it can be run with the data that are there
   */
  Reproduced reproduce(Reproducing runs) throws IOException;
}
