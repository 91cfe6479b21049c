package dev.alq.bench;

import dev.alq.kernel.Engine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures tasks beside peers. A peer is started when the first of its rows is due; one that is
 * absent is reported once. Nothing is timed before both sides have agreed on the result.
 */
final class Comparison implements AutoCloseable {

  /** What happens on the way. */
  interface Listener {
    /** A peer has started. */
    void started(Peer peer);

    /** A peer is not there, or is of no use. */
    void absent(String peer, String reason);

    /** A row was not timed because the sides disagree or one of them failed. */
    void refused(String title, String reason);

    /** A row is complete. */
    void measured(Task task, Row row, Measuring.Pairs pairs);

    /** All rows are complete; the peer is still there. */
    void finished(Peer peer);
  }

  private final Engine engine;
  private final int threads;
  private final Measuring measuring;
  private final List<PeerProvider> providers;
  private final Listener listener;
  private final Map<String, Optional<Peer>> started = new LinkedHashMap<>();

  Comparison(Engine engine, Measuring measuring, List<PeerProvider> providers, Listener listener) {
    this.engine = engine;
    this.threads = engine.parallel().threads();
    this.measuring = measuring;
    this.providers = List.copyOf(providers);
    this.listener = listener;
  }

  /**
   * Measures tasks in the order given.
   *
   * @param tasks what to measure
   * @param options which rows are wanted
   * @return the rows of all wanted tasks that could be measured
   */
  List<Row> measure(List<Task> tasks, BenchOptions options) {
    List<Row> rows = new ArrayList<>();
    for (Task task : tasks) {
      for (PeerProvider provider : providers) {
        String title = task.benchmark() + " " + task.shape() + " " + provider.name();
        if (Sums.wanted(task, provider.name(), options)) {
          Row row = measure(task, provider, title);
          if (row != null) {
            rows.add(row);
          }
        }
      }
    }
    return rows;
  }

  private @Nullable Row measure(Task task, PeerProvider provider, String title) {
    Optional<Peer> peer = peer(provider);
    if (peer.isEmpty()) {
      return null;
    }
    try {
      Optional<Work> theirs = peer.get().work(task);
      if (theirs.isEmpty()) {
        return null;
      }
      try (Work other = theirs.get();
          Work ours = OurWork.of(task, engine)) {
        return compare(task, ours, other, peer.get());
      }
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      listener.refused(title, "one side failed: " + e);
      return null;
    }
  }

  private @Nullable Row compare(Task task, Work ours, Work theirs, Peer peer) {
    Optional<String> difference =
        Agreement.difference(ours.result(), theirs.result(), task.tolerance());
    if (difference.isPresent()) {
      listener.refused(
          task.benchmark() + " " + task.shape() + " " + peer.name(),
          "the results disagree: " + difference.get());
      return null;
    }
    Measuring.Pairs pairs = measuring.compare(ours, theirs, task.sampling());
    Row row =
        new Row(
            task.benchmark(),
            task.shape(),
            Row.Setting.of(engine, peer),
            pairs.ours().median(),
            peer.name(),
            pairs.peer().median(),
            task.sampling() == Measuring.Sampling.CALLS
                ? new Row.Tails(pairs.ours().tail(), pairs.peer().tail())
                : null);
    listener.measured(task, row, pairs);
    return row;
  }

  private Optional<Peer> peer(PeerProvider provider) {
    return started.computeIfAbsent(provider.name(), _ -> start(provider));
  }

  private Optional<Peer> start(PeerProvider provider) {
    try {
      Peer peer = provider.start(threads);
      listener.started(peer);
      return Optional.of(peer);
    } catch (AbsentPeerException e) {
      listener.absent(provider.name(), String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      listener.absent(provider.name(), "it does not start: " + e);
    }
    return Optional.empty();
  }

  /** Ends the peers. */
  @Override
  public void close() {
    for (Optional<Peer> peer : started.values()) {
      peer.ifPresent(listener::finished);
      peer.ifPresent(Peer::close);
    }
  }
}
