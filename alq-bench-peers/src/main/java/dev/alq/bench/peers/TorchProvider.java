package dev.alq.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import dev.alq.bench.AbsentPeerException;
import dev.alq.bench.Peer;
import dev.alq.bench.PeerProvider;

/** PyTorch by way of the Deep Java Library, from native libraries in the class path. */
public final class TorchProvider implements PeerProvider {

  private static final String NAME = "pytorch-2.7";

  /** Creates the provider. */
  public TorchProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Peer start(int threads) throws AbsentPeerException {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    Natives.keepBesideClassPath("DJL_CACHE_DIR");
    try {
      Engine engine = Engine.getEngine("PyTorch");
      JniUtils.setNumThreads(threads);
      return new TorchPeer(
          NAME,
          "PyTorch "
              + engine.getVersion()
              + " through the Deep Java Library, "
              + JniUtils.getNumThreads()
              + " thread(s); the faster of contiguous and channels_last");
    } catch (RuntimeException | LinkageError e) {
      throw new AbsentPeerException(
          "PyTorch does not start: " + e, "its native library is for Linux on x86-64");
    }
  }
}
