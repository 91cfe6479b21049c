/**
 * Libraries that users might take instead, each behind {@link dev.alq.bench.Peer} and found as a
 * service of {@link dev.alq.bench.PeerProvider}; {@link dev.alq.bench.peers.TorchProvider} is the
 * first to read. Only the profile "peers" builds them. May import what {@code bench}
 * may, and {@code bench}.
 */
@NullMarked
package dev.alq.bench.peers;

import org.jspecify.annotations.NullMarked;
