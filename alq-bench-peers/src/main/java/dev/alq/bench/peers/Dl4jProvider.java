package dev.alq.bench.peers;

import dev.alq.bench.AbsentPeerException;
import dev.alq.bench.Peer;
import dev.alq.bench.PeerProvider;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Deeplearning4j on its native backend. */
public final class Dl4jProvider implements PeerProvider {

  private static final String NAME = "deeplearning4j";

  /** Creates the provider. */
  public Dl4jProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Peer start(int threads) throws AbsentPeerException {
    Natives.keepBesideClassPath("org.bytedeco.javacpp.cachedir");
    System.setProperty("org.bytedeco.javacpp.platform.extension", "-avx512");
    try {
      Nd4jBackend backend = Nd4j.getBackend();
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
      return new Dl4jPeer(NAME, backend.buildInfo(), threads);
    } catch (RuntimeException | LinkageError e) {
      throw new AbsentPeerException(
          "Deeplearning4j does not start: " + e,
          "its native library is for Linux on x86-64 with AVX-512");
    }
  }
}
