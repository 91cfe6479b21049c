package dev.alq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static final Task TASK = new Task.Product(3, 5, 2);
  private static final Measuring QUICK = new Measuring(1, 0, 1e-6, 0, 0, System::nanoTime, _ -> {});

  private final List<String> seen = new ArrayList<>();
  private final Comparison.Listener listener =
      new Comparison.Listener() {
        @Override
        public void started(Peer peer) {
          seen.add("started " + peer.name());
        }

        @Override
        public void absent(String peer, String reason) {
          seen.add("absent " + peer + ": " + reason);
        }

        @Override
        public void refused(String title, String reason) {
          seen.add("refused " + title + ": " + reason);
        }

        @Override
        public void measured(Task task, Row row, Measuring.Pairs pairs) {
          seen.add("measured " + row.title());
        }

        @Override
        public void finished(Peer peer) {
          seen.add("finished " + peer.name());
        }
      };

  private static PeerProvider peer(String name, FakeWork work) {
    Peer peer =
        new Peer() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public String settings() {
            return "none";
          }

          @Override
          public Optional<Work> work(Task task) {
            return Optional.of(work);
          }
        };
    return provider(name, peer);
  }

  private static PeerProvider provider(String name, Peer peer) {
    return new PeerProvider() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Peer start(int threads) {
        return peer;
      }
    };
  }

  private static PeerProvider missing(String name) {
    return new PeerProvider() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Peer start(int threads) throws AbsentPeerException {
        throw new AbsentPeerException("not there", "install it");
      }
    };
  }

  private List<Row> measure(String only, List<Task> tasks, PeerProvider... peers)
      throws BenchOptions.WrongUsageException {
    BenchOptions options = BenchOptions.parse(List.of("--peers", "--only", only));
    try (Engine engine = Engine.start(1);
        Comparison comparison = new Comparison(engine, QUICK, List.of(peers), listener)) {
      return comparison.measure(tasks, options);
    }
  }

  private static float[] right() {
    try (Engine engine = Engine.start(1)) {
      return OurWork.of(TASK, engine).result();
    }
  }

  @Test
  void agreedResultIsTimed() throws BenchOptions.WrongUsageException {
    FakeWork work = new FakeWork(_ -> 1_000, right());
    List<Row> rows = measure("", List.of(TASK), peer("good", work));
    assertEquals(List.of("started good", "measured gemm 3x5x2 good", "finished good"), seen);
    assertEquals(1, rows.size());
    assertEquals(0.001, rows.getFirst().peerMillis());
    assertEquals(1, rows.getFirst().setting().threads());
  }

  @Test
  void wrongResultIsReportedAndNotTimed() throws BenchOptions.WrongUsageException {
    float[] wrong = right();
    wrong[4] += 0.01f;
    FakeWork work = new FakeWork(_ -> 1_000, wrong);
    assertTrue(measure("", List.of(TASK), peer("bad", work)).isEmpty());
    assertEquals(0, work.runs());
    assertTrue(seen.get(1).startsWith("refused gemm 3x5x2 bad: "), seen::toString);
    assertTrue(seen.get(1).contains("element 4 "), seen::toString);
  }

  @Test
  void failingPeerIsReportedAndOthersGoOn() throws BenchOptions.WrongUsageException {
    PeerProvider broken =
        peer(
            "broken",
            new FakeWork(
                _ -> {
                  throw new IllegalStateException("out of order");
                },
                right()));
    PeerProvider good = peer("good", new FakeWork(_ -> 1_000, right()));
    assertEquals(1, measure("", List.of(TASK), broken, good).size());
    assertTrue(seen.toString().contains("out of order"), seen::toString);
  }

  @Test
  void absentPeerIsReportedOnceWithTheRemedy() throws BenchOptions.WrongUsageException {
    Task other = new Task.Product(2, 2, 2);
    assertTrue(measure("", List.of(TASK, other), missing("gone")).isEmpty());
    assertEquals(List.of("absent gone: not there; install it"), seen);
  }

  @Test
  void peerWithoutWantedRowsIsNotStarted() throws BenchOptions.WrongUsageException {
    FakeWork work = new FakeWork(_ -> 1_000, right());
    measure("gemm .*good", List.of(TASK), peer("good", work), missing("gone"));
    assertEquals(List.of("started good", "measured gemm 3x5x2 good", "finished good"), seen);
  }
}
