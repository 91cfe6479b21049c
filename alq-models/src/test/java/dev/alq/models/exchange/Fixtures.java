package dev.alq.models.exchange;

import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.kernel.Engine;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.Flatten;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.Relu;
import dev.alq.nn.Sequential;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The files that {@code make_checkpoints.py} wrote, and the network that they belong to. */
final class Fixtures {

  private Fixtures() {}

  static Sequential network() {
    return Sequential.of(
        "small",
        Conv2d.create("conv1", 3, 4, 3, 1, 1, 1),
        BatchNorm.create("bn1", 4),
        new Relu("relu1"),
        new Flatten("flatten"),
        Linear.create("fc", 16, 3, 1));
  }

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      return in.readAllBytes();
    }
  }

  /** Copies a resource into a folder. */
  static Path file(Path folder, String name) throws IOException {
    return Files.write(folder.resolve(name), bytes(name));
  }

  /** The image whose element i in the order C,H,W is sin(i). */
  static Tensor image() {
    Tensor image = Tensor.zeros(Shape.of(1, 2, 2, 3));
    for (int i = 0; i < 12; i++) {
      image.data()[i % 4 * 3 + i / 4] = (float) Math.sin(i);
    }
    return image;
  }

  /** The elements of a parameter or buffer. */
  static float[] elements(Layer network, String name) {
    return Objects.requireNonNull(network.state().get(name), name).data();
  }

  static float[] logits(Layer network, Tensor images) {
    try (Engine engine = Engine.start(1);
        Tape tape = new Tape(new Workspace(engine), Pass.EVALUATION)) {
      return network.forward(tape, tape.constant(images)).value().data().clone();
    }
  }

  /** What PyTorch computes for that image. */
  static float[] expectedLogits() throws IOException {
    String[] lines =
        new String(bytes("logits.txt"), StandardCharsets.US_ASCII).strip().split("\n", -1);
    float[] logits = new float[lines.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = Float.parseFloat(lines[i]);
    }
    return logits;
  }
}
