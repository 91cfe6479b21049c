package dev.alq.examples.choice;

import dev.alq.nn.Layer;

/**
 * A network and its size.
 *
 * @param network which one
 * @param width factor of its channels; 1 for networks that are not scalable
 */
public record NetworkPlan(Network network, double width) {

  /**
   * A network as the paper has it.
   *
   * @param network which one
   * @return the network with all its channels
   */
  public static NetworkPlan of(Network network) {
    return new NetworkPlan(network, 1);
  }

  /**
   * The network with random weights.
   *
   * @param classes number of classes
   * @param seed where the weights come from
   * @return the layers
   */
  public Layer create(int classes, long seed) {
    return network.create(width, classes, seed);
  }

  /** For files and tables: "vgg-small", or "vgg-small-0.25" if it is narrower. */
  @Override
  public String toString() {
    return width == 1 ? network.toString() : network + "-" + width;
  }
}
