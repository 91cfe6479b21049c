package dev.alq.infer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import dev.alq.packed.PackedModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session of quantized activations keeps is little more than its file: VGG, full width. */
class SessionMemoryTest {

  private static final long SEED = 20_200_623;
  private static final double MOST = 1.5;
  private static final int COLLECTIONS = 4;

  /** So many that what else lives in the process, and comes or goes meanwhile, hardly counts. */
  private static final int SESSIONS = 8;

  @TempDir Path folder;

  @Test
  void aSessionKeepsItsBitsAndNothingElse() throws IOException {
    Path file = folder.resolve("model");
    PackedModelFile.write(
        PaperNetworks.vggSmall(
            PaperNetworks.Bits.ONE_TWO, SEED, 1024, 128, 128, 256, 256, 512, 512),
        file);
    try (Engine engine = Engine.start(1)) {
      InferenceSession.of(PackedModelFile.read(file), engine).close();
      long before = used();
      List<InferenceSession> sessions = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        sessions.add(InferenceSession.of(PackedModelFile.read(file), engine));
      }
      long kept = (used() - before) / SESSIONS;
      sessions.forEach(InferenceSession::close);
      long bytes = Files.size(file);
      assertTrue(kept <= MOST * bytes, kept + " bytes for a file of " + bytes);
    }
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
