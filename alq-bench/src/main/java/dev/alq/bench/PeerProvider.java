package dev.alq.bench;

/** Knows how to start a peer; found as a service, so that a peer's library may be missing. */
public interface PeerProvider {

  /**
   * What rows call the peer.
   *
   * @return such as "openblas"
   */
  String name();

  /**
   * Starts the peer.
   *
   * @param threads threads it may compute on
   * @return the peer, which the caller closes
   * @throws AbsentPeerException if it is not installed
   */
  Peer start(int threads) throws AbsentPeerException;
}
