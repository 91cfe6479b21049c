package dev.alq.examples;

import dev.alq.models.Preset;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which network is trained, and with how much effort. */
final class NetworkChoice {

  private Preset preset = Preset.QUICK;
  private Network network = Network.LENET5;

  @Parameters(paramLabel = "NETWORK", description = "One of: ${COMPLETION-CANDIDATES}.")
  void network(Network name) {
    network = name;
  }

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "quick: minutes, the default; paper: the paper's epochs, hours.")
  void preset(Preset name) {
    preset = name;
  }

  Network network() {
    return network;
  }

  Preset preset() {
    return preset;
  }
}
