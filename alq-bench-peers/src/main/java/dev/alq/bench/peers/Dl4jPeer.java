package dev.alq.bench.peers;

import dev.alq.bench.Peer;
import dev.alq.bench.Task;
import dev.alq.bench.Work;
import java.util.Optional;

/** Does whole training steps on computation graphs. */
final class Dl4jPeer implements Peer {

  private static final String VERSION = "1.0.0-M2.1";

  private final String name;
  private final String build;
  private final int threads;

  Dl4jPeer(String name, String build, int threads) {
    this.name = name;
    this.build = build.lines().findFirst().orElse("").strip();
    this.threads = threads;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String settings() {
    return "Deeplearning4j " + VERSION + " (" + build + "), " + threads + " thread(s), workspaces";
  }

  @Override
  public Optional<Work> work(Task task) {
    return task instanceof Task.TrainingStep step
        ? Optional.of(new Dl4jStep(step))
        : Optional.empty();
  }
}
