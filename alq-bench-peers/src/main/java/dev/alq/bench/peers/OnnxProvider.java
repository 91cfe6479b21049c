package dev.alq.bench.peers;

import ai.onnxruntime.OrtEnvironment;
import dev.alq.bench.AbsentPeerException;
import dev.alq.bench.Peer;
import dev.alq.bench.PeerProvider;

/** ONNX Runtime, for inference. */
public final class OnnxProvider implements PeerProvider {

  private static final String NAME = "onnxruntime";

  /** Creates the provider. */
  public OnnxProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Peer start(int threads) throws AbsentPeerException {
    try {
      return new OnnxPeer(NAME, OrtEnvironment.getEnvironment(), threads);
    } catch (RuntimeException | LinkageError e) {
      throw new AbsentPeerException("ONNX Runtime does not start: " + e, "is its jar complete?");
    }
  }
}
