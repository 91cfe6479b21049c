package dev.alq.packed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.alq.container.Hashes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Behind the hash stands a second line: a changed file whose hash was put right is either another
 * model or refused by the one exception, whatever was changed.
 */
class RehashedModelTest {

  private static final int HASH_START = 35;
  private static final byte[] MASKS = {1, 4, 0x10};

  @TempDir Path folder;

  @Test
  void everyChangedByteGivesAModelOrTheOneException() throws IOException {
    Path file = folder.resolve("model");
    PackedModelFile.write(SampleModels.small(), file);
    byte[] whole = Files.readAllBytes(file);
    Path changed = folder.resolve("changed");
    int models = 0;
    int refused = 0;
    for (int i = 0; i < whole.length; i++) {
      byte[] bytes = whole.clone();
      bytes[i] ^= MASKS[i % MASKS.length];
      rehash(bytes);
      Files.write(changed, bytes);
      try {
        PackedModelFile.read(changed);
        models++;
      } catch (PackedModelException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        fail("byte " + i + " changed by " + MASKS[i % MASKS.length], e);
      }
    }
    assertEquals(whole.length, models + refused);
    assertTrue(models > 0 && refused > models, models + " models, " + refused + " refused");
  }

  private static void rehash(byte[] bytes) {
    Arrays.fill(bytes, HASH_START, HASH_START + Hashes.DIGITS, (byte) '0');
    byte[] hash = Hashes.sha256(MemorySegment.ofArray(bytes)).getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(hash, 0, bytes, HASH_START, hash.length);
  }
}
