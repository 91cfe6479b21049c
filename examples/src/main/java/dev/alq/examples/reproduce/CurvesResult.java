package dev.alq.examples.reproduce;

import dev.alq.examples.choice.Network;
import java.io.IOException;
import java.util.List;

/**
 * A figure of curves over the epochs of one network; becomes the JSON object.
 *
 * @param target the name of the figure
 * @param finding what the paper states
 * @param network the network
 * @param preset how much effort was taken
 * @param data the name of the data
 * @param rows what the curves consist of
 * @param <R> a row
 */
record CurvesResult<R extends Record>(
    String target, String finding, String network, String preset, String data, List<R> rows) {

  /**
   * A figure that has been computed.
   *
   * @throws IOException if the data cannot be read
   */
  static <R extends Record> CurvesResult<R> of(
      Target target, String finding, Reproducing runs, Network network, List<R> rows)
      throws IOException {
    return new CurvesResult<>(
        target.toString(),
        finding,
        runs.plan(network).toString(),
        runs.presetName(),
        runs.data(network).name().toString(),
        rows);
  }
}
