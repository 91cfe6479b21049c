package dev.alq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured on bits computes what it says, on sizes that take no time. */
class BitWorkTest {

  private static List<Task.BitProduct> products() {
    return List.of(new Task.BitProduct(3, 256, 128, 1, 1), new Task.BitProduct(2, 96, 96, 2, 2));
  }

  @ParameterizedTest
  @MethodSource("products")
  void productsAreSumsOverSingleSigns(Task.BitProduct task) {
    try (Engine engine = Engine.start(2)) {
      float[] result = OurWork.of(task, engine).result();
      int words = task.group() / Integer.SIZE;
      for (int f = 0; f < task.filters(); f++) {
        for (int pixel = 0; pixel < Task.BitProduct.PIXELS; pixel += 37) {
          double sum = 0;
          for (int word = 0; word < task.depth() / Integer.SIZE; word++) {
            for (int i = 0; i < task.weightBits(); i++) {
              for (int a = 0; a < task.activationBits(); a++) {
                int differing = task.sign(f, i, word) ^ task.activation(a, word, pixel);
                sum +=
                    Integer.bitCount(differing) * (double) task.coefficient(f, word / words, i, a);
              }
            }
          }
          assertEquals(sum, result[f * Task.BitProduct.PIXELS + pixel], 1e-5 * sum);
        }
      }
    }
  }

  /** Where there is no compiler or no such processor, starting the peer says so. */
  @ParameterizedTest
  @MethodSource("products")
  void productsInCAreTheSame(Task.BitProduct task) {
    try (Peer peer = NativeBits.start(2);
        Engine engine = Engine.start(1);
        Work theirs = peer.work(task).orElseThrow()) {
      float[] ours = OurWork.of(task, engine).result();
      assertEquals(Optional.empty(), Agreement.difference(ours, theirs.result(), task.tolerance()));
    } catch (AbsentPeerException e) {
      assertTrue(
          String.valueOf(e.getMessage()).contains("C file")
              || String.valueOf(e.getMessage()).contains("processor"));
    }
  }

  private static Stream<Peer> floatPeers() {
    return Stream.of(FloatPeers.gemm(1), FloatPeers.floats(1));
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_ONE", "TWO_TWO", "ADAPTIVE_TWO"})
  void layersAgreeWithFloats(Precision precision) {
    Task.BitLayer task = new Task.BitLayer(5, 33, 6, precision);
    floatPeers()
        .forEach(peer -> {
          try (peer;
              Engine engine = Engine.start(2);
              Work theirs = peer.work(task).orElseThrow()) {
            theirs.run();
            float[] ours = OurWork.of(task, engine).result();
            assertEquals(
                Optional.empty(), Agreement.difference(ours, theirs.result(), task.tolerance()));
          }
        });
  }

  @Test
  void networksAgreeWithTheScalarTwin() {
    Task.BitInference task = new Task.BitInference(Model.LENET5, 2, Precision.ADAPTIVE_TWO);
    try (Peer peer = FloatPeers.floats(1);
        Engine engine = Engine.start(2);
        Work theirs = peer.work(task).orElseThrow()) {
      theirs.run();
      float[] ours = OurWork.of(task, engine).result();
      assertEquals(Optional.empty(), Agreement.difference(ours, theirs.result(), task.tolerance()));
    }
  }
}
