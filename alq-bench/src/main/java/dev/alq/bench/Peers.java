package dev.alq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** All peers that this build knows, whether they are installed or not. */
final class Peers {

  /** Those whose libraries come with the build of the peers. */
  private static final List<String> BUILT = List.of("pytorch-2.7", "onnxruntime", "deeplearning4j");

  private Peers() {}

  /** How a peer is started. */
  @FunctionalInterface
  private interface Start {
    Peer apply(int threads) throws AbsentPeerException;
  }

  private record Named(String name, Start start) implements PeerProvider {
    @Override
    public Peer start(int threads) throws AbsentPeerException {
      return start.apply(threads);
    }
  }

  /** One provider per peer; for those that were not built, one that says so. */
  static List<PeerProvider> providers() {
    List<PeerProvider> providers = new ArrayList<>();
    providers.add(new Named(OpenBlas.NAME, OpenBlas::start));
    providers.add(new Named(OwnPeers.SCALAR_TWIN, OwnPeers::scalarTwin));
    providers.add(new Named(OwnPeers.FLOAT_STEP, OwnPeers::floatStep));
    providers.add(new Named(OwnPeers.CACHED_BATCH, OwnPeers::cachedBatch));
    providers.add(new Named(NativeBits.NAME, NativeBits::start));
    providers.add(new Named(FloatPeers.GEMM, FloatPeers::gemm));
    providers.add(new Named(FloatPeers.FLOAT, FloatPeers::floats));
    ServiceLoader.load(PeerProvider.class).forEach(providers::add);
    providers.add(new Named(PythonTorch.NAME, PythonTorch::start));
    for (String name : BUILT) {
      if (providers.stream().noneMatch(p -> p.name().equals(name))) {
        providers.add(new Named(name, threads -> missing()));
      }
    }
    return List.copyOf(providers);
  }

  private static Peer missing() throws AbsentPeerException {
    throw new AbsentPeerException(
        "its library is not in this build", "start by ./alq bench --peers, which builds it");
  }
}
