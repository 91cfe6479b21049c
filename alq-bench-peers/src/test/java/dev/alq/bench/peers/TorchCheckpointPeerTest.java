package dev.alq.bench.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.kernel.Engine;
import dev.alq.models.ResNet;
import dev.alq.models.exchange.Pretrained;
import dev.alq.models.exchange.TorchExport;
import dev.alq.nn.Layer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that PyTorch writes, and ours that it reads; needs a Python with torch. */
class TorchCheckpointPeerTest {

  private static final String SCRIPT = "resnet_checkpoints.py";
  private static final int IMAGES = 4;
  private static final int SIDE = 96;
  private static final int CLASSES = 1000;

  @TempDir Path folder;

  @Test
  void bothGiveTheLogitsOfPyTorch() throws IOException, InterruptedException {
    try (InputStream script = getClass().getResourceAsStream(SCRIPT)) {
      assertNotNull(script, SCRIPT);
      Files.copy(script, folder.resolve(SCRIPT));
    }
    python("write");
    for (String name : List.of("resnet18", "resnet34")) {
      for (String suffix : List.of(".pth", "-legacy.pth")) {
        Layer network = network(name);
        Pretrained.load(network, folder.resolve(name + suffix));
        assertClose(floats(name + "-logits.f32"), logits(network, name), name + suffix);
        TorchExport.write(network, folder.resolve(name + ".safetensors"));
      }
    }
    python("read");
    for (String name : List.of("resnet18", "resnet34")) {
      assertArrayEquals(floats(name + "-logits.f32"), floats(name + "-read.f32"), name);
    }
  }

  private static Layer network(String name) {
    return name.equals("resnet18") ? ResNet.resnet18(CLASSES, 9) : ResNet.resnet34(CLASSES, 9);
  }

  private void python(String order) throws IOException, InterruptedException {
    StringBuilder said = new StringBuilder();
    for (String interpreter : List.of("python3", "/usr/bin/python3")) {
      Process process =
          new ProcessBuilder(
                  interpreter, folder.resolve(SCRIPT).toString(), order, folder.toString())
              .redirectErrorStream(true)
              .start();
      said.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      if (process.waitFor() == 0) {
        return;
      }
    }
    throw new IOException("no Python with torch (on Debian: python3-torch):\n" + said);
  }

  private float[] logits(Layer network, String name) throws IOException {
    Tensor images = Tensor.of(Shape.of(IMAGES, SIDE, SIDE, 3), floats(name + "-images.f32"));
    try (Engine engine = Engine.start(1);
        Tape tape = new Tape(new Workspace(engine), Pass.EVALUATION)) {
      return network.forward(tape, tape.constant(images)).value().data().clone();
    }
  }

  private float[] floats(String name) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name)));
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /** Within 1e-4 of the row's largest |logit|. */
  private static void assertClose(float[] expected, float[] actual, String name) {
    assertEquals(IMAGES * CLASSES, expected.length);
    assertEquals(expected.length, actual.length);
    for (int row = 0; row < IMAGES; row++) {
      float largest = 0;
      for (int i = row * CLASSES; i < (row + 1) * CLASSES; i++) {
        largest = Math.max(largest, Math.abs(expected[i]));
      }
      for (int i = row * CLASSES; i < (row + 1) * CLASSES; i++) {
        assertEquals(expected[i], actual[i], 1e-4f * largest, name + " logit " + i);
      }
    }
  }
}
