package dev.alq.packed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that nobody wrote, grown from some that somebody did. Each is refused by the one exception,
 * or is a model that can be written and read again; neither takes memory or time beyond what its
 * size allows. {@code -Ddev.alq.test.fuzz.seconds=600} makes it long, {@code
 * -Ddev.alq.test.fuzz.seed=N} another one.
 */
class ModelFuzzTest {

  private static final int SECONDS = Integer.getInteger("dev.alq.test.fuzz.seconds", 4);
  private static final long SEED = Long.getLong("dev.alq.test.fuzz.seed", 1);

  /** Models that were found are changed further; so many of them are kept. */
  private static final int CORPUS = 200;

  /** What reading takes for itself, and for each byte of a file. */
  private static final long OWN_BYTES = 4 << 20;

  private static final long BYTES_PER_BYTE = 400;
  private static final long CPU_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  @Test
  void everyFileIsAModelOrRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    FileMutator mutator = new FileMutator(random);
    List<byte[]> corpus = new ArrayList<>();
    corpus.add(written(SampleModels.small()));
    corpus.add(written(SampleModels.everyLayer()));
    corpus.add(written(SampleModels.compacted()));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    int models = 0;
    int refused = 0;
    while (System.nanoTime() < end || models == 0 || refused == 0) {
      byte[] file = mutator.mutate(any(corpus, random), any(corpus, random));
      if (isModel(file)) {
        models++;
        if (corpus.size() < CORPUS) {
          corpus.add(file);
        } else {
          corpus.set(3 + random.nextInt(CORPUS - 3), file);
        }
      } else {
        refused++;
      }
    }
  }

  private static byte[] any(List<byte[]> corpus, SplittableRandom random) {
    return corpus.get(random.nextInt(corpus.size()));
  }

  private byte[] written(PackedModel model) throws IOException {
    Path file = folder.resolve("written");
    PackedModelFile.write(model, file);
    return Files.readAllBytes(file);
  }

  private boolean isModel(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("fuzzed"), bytes);
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long cpu = THREADS.getCurrentThreadCpuTime();
    PackedModel model = null;
    try {
      model = PackedModelFile.read(file);
    } catch (PackedModelException e) {
      assertTrue(String.valueOf(e.getMessage()).startsWith(file + ": "), () -> dump(bytes));
    } catch (RuntimeException | Error e) {
      fail(dump(bytes), e);
    }
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    assertTrue(allocated < OWN_BYTES + BYTES_PER_BYTE * bytes.length, allocated + dump(bytes));
    assertTrue(THREADS.getCurrentThreadCpuTime() - cpu < CPU_NANOS, () -> dump(bytes));
    if (model == null) {
      return false;
    }
    byte[] once = written(model);
    byte[] twice = written(PackedModelFile.read(folder.resolve("written")));
    assertEquals(
        Base64.getEncoder().encodeToString(once), Base64.getEncoder().encodeToString(twice));
    return true;
  }

  private static String dump(byte[] bytes) {
    return "seed " + SEED + ", file " + Base64.getEncoder().encodeToString(bytes);
  }
}
