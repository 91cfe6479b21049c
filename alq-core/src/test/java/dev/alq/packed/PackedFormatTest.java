package dev.alq.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Version 1 of the format, for good: the file in the resources was written by {@link
 * #writeVersion1}, must stay readable, and is read here without the library as well.
 */
class PackedFormatTest {

  private static final String VERSION_1 = "format-1.safetensors";
  private static final int LENGTH_BYTES = 8;

  @TempDir Path folder;
  private byte[] golden = {};

  /** Writes what became the resource {@value #VERSION_1}. */
  static void writeVersion1(Path target) throws IOException {
    PackedModelFile.write(SampleModels.everyLayer(), target);
  }

  @BeforeEach
  void readGolden() throws IOException {
    try (InputStream in = PackedFormatTest.class.getResourceAsStream(VERSION_1)) {
      assertNotNull(in);
      golden = in.readAllBytes();
    }
  }

  @Test
  void todaysWriterGivesTheSameBytes() throws IOException {
    Path file = folder.resolve("today");
    writeVersion1(file);
    assertArrayEquals(golden, Files.readAllBytes(file));
  }

  @Test
  void theFileOfVersion1IsReadAsItsModel() throws IOException {
    PackedModel read = PackedModelFile.read(Files.write(folder.resolve("golden"), golden));
    PackedModel expected = SampleModels.everyLayer();
    assertEquals(expected.preprocessing(), read.preprocessing());
    assertEquals(expected.provenance(), read.provenance());
    assertArrayEquals(weights(expected, 0).data(), weights(read, 0).data());
    assertArrayEquals(weights(expected, 4).data(), weights(read, 4).data());
  }

  @Test
  void weightsAreReconstructedFromTheBytesAsTheFormatPageSays() {
    PackedModel model = SampleModels.everyLayer();
    assertArrayEquals(weights(model, 0).data(), contiguous("first", 3, 18));
    // Kernelwise groups, (o, c) with elements (h, w), to O,H,W,C.
    float[] groups = contiguous("second", 12, 2);
    float[] expected = weights(model, 4).data();
    for (int o = 0; o < 4; o++) {
      for (int c = 0; c < 3; c++) {
        for (int h = 0; h < 2; h++) {
          assertEquals(expected[(o * 2 + h) * 3 + c], groups[(o * 3 + c) * 2 + h]);
        }
      }
    }
  }

  @Test
  void theHeaderNamesTheFormatAndEndsAtAMultipleOfEight() {
    String header = header();
    assertTrue(header.startsWith("{\"__metadata__\":{\"sha256\":\""), header);
    assertTrue(header.contains("\"format\":\"alq-packed\",\"version\":\"1\","), header);
    assertEquals(0, header.getBytes(StandardCharsets.UTF_8).length % 8);
    for (String word : new String[] {"time", "thread", "/tmp", "kernels", "resumed"}) {
      assertTrue(!header.contains(word), word);
    }
  }

  private static Tensor weights(PackedModel model, int layer) {
    return ((PackedLayer.Convolution) model.layers().get(layer)).weights().reconstruct();
  }

  /** Groups one after the other, from the file's bytes alone. */
  private float[] contiguous(String layer, int groups, int n) {
    ByteBuffer bitwidths = tensor(layer + ".bitwidths");
    ByteBuffer coordinates = tensor(layer + ".coordinates");
    ByteBuffer planes = tensor(layer + ".planes");
    int bytesPerPlane = (n + 7) / 8;
    double[] sums = new double[groups * n];
    for (int g = 0, row = 0; g < groups; g++) {
      for (int i = 0; i < bitwidths.get(g); i++, row++) {
        double alpha = coordinates.getFloat(4 * row);
        for (int j = 0; j < n; j++) {
          int bit = planes.get(row * bytesPerPlane + j / 8) >> (j % 8) & 1;
          sums[g * n + j] += bit == 1 ? alpha : -alpha;
        }
      }
    }
    float[] rounded = new float[sums.length];
    for (int k = 0; k < sums.length; k++) {
      rounded[k] = (float) sums[k];
    }
    return rounded;
  }

  private String header() {
    int length = (int) ByteBuffer.wrap(golden).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return new String(golden, LENGTH_BYTES, length, StandardCharsets.UTF_8);
  }

  private ByteBuffer tensor(String name) {
    String header = header();
    Matcher entry =
        Pattern.compile(Pattern.quote("\"" + name + "\":{") + "[^}]*offsets\":\\[(\\d+),(\\d+)]")
            .matcher(header);
    assertTrue(entry.find(), name);
    int data = LENGTH_BYTES + header.getBytes(StandardCharsets.UTF_8).length;
    int from = data + Integer.parseInt(entry.group(1));
    int to = data + Integer.parseInt(entry.group(2));
    return ByteBuffer.wrap(Arrays.copyOfRange(golden, from, to)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
