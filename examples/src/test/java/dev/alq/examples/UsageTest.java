package dev.alq.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

  @TempDir private Path folder;

  @Test
  void withoutACommandItExplainsItself() {
    Attempt attempt = Attempt.in(folder);
    assertEquals(0, attempt.exit());
    assertEquals(Attempt.in(folder, "--help").out(), attempt.out());
    for (String command :
        new String[] {
          "quickstart",
          "download",
          "train",
          "quantize",
          "compare",
          "reproduce",
          "eval",
          "inspect",
          "report",
          "compact",
          "recipe",
          "predict",
          "serve"
        }) {
      assertTrue(attempt.out().contains("  " + command), attempt.out());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart",
        "download",
        "train",
        "quantize",
        "compare",
        "reproduce",
        "eval",
        "inspect",
        "report",
        "compact",
        "recipe",
        "predict",
        "serve"
      })
  void everyCommandExplainsItself(String command) {
    Attempt attempt = Attempt.in(folder, command, "--help");
    assertEquals(0, attempt.exit());
    assertTrue(attempt.out().startsWith("Usage: alq " + command), attempt.out());
    assertTrue(attempt.out().contains("--json") && attempt.out().contains("--verbose"));
    assertEquals("", attempt.err());
  }

  @Test
  void versionIsOneLine() {
    Attempt attempt = Attempt.in(folder, "--version");
    assertEquals(0, attempt.exit());
    assertTrue(attempt.out().startsWith("alq "), attempt.out());
    assertEquals(1, attempt.out().lines().count());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quantise",
        "quantize",
        "quantize resnet",
        "quantize lenet5 --preset slow",
        "quantize lenet5 --threads 0",
        "quantize lenet5 --seed x",
        "quantize lenet5 --width 0.5",
        "quantize vgg-small --width 0",
        "quantize lenet5 --out",
        "quantize lenet5 --resume",
        "quantize lenet5 --checkpoint-every 0",
        "quantize lenet5 --checkpoint-every 5",
        "quantize lenet5 --threads 1025",
        "quantize lenet5 --from a --classifier new",
        "eval lenet5 --from a --classifier new",
        "eval lenet --from a",
        "train lenet5 --dataset folder",
        "quantize lenet5 --images 0",
        "quantize lenet5 --bits 100",
        "quantize lenet5 --export a.txt",
        "quantize lenet5 --export a.onnx --export a.onnx",
        "quantize lenet5 --dataset synthetic --side 32",
        "quantize lenet5 --dataset synthetic --cache a",
        "quantize lenet5 --dataset synthetic --data a",
        "quantize lenet5 --pictures a --data b",
        "quantize lenet5 --dataset mnist --pictures a",
        "quantize resnet18 --pictures a --side 0",
        "recipe vgg-small --width 0.5",
        "reproduce table2 --only resnet",
        "reproduce fig2 --only lenet",
        "reproduce fig3 --layer conv9",
        "eval a --width 0.5",
        "quantize lenet5 --preset quick --config a",
        "recipe",
        "reproduce",
        "reproduce table5",
        "reproduce fig3 --width 0",
        "reproduce fig3 --only conv",
        "reproduce table2 --layer conv1",
        "reproduce table2 --width 0.5",
        "reproduce table2 --only (",
        "reproduce fig3 --from resnet18",
        "reproduce fig3 --from resnet18=a --width 0.5",
        "reproduce fig3 --from lenet5=a --from resnet18=b",
        "reproduce fig3 --from vgg-small=a --dataset synthetic",
        "reproduce table2 --from vgg-small=a",
        "reproduce table1 --only vgg --from resnet18=a",
        "reproduce fig1 --from lenet5=a",
        "reproduce fig2 --seeds 1,2",
        "reproduce fig3 --seeds 1,2",
        "reproduce fig3 --seeds one",
        "reproduce fig1 --seeds ,",
        "reproduce table2 --cache a",
        "reproduce fig2 --only vgg --side 32",
        "reproduce fig3 --from vgg-small=a --cache b",
        "compare lenet5 --seeds ,",
        "compare lenet5 --bits ,",
        "compare lenet5 --methods ,",
        "eval",
        "eval a b",
        "eval a --dataset cifar",
        "download",
        "download imagenet",
        "predict",
        "predict a --ink red",
        "report",
        "inspect a --colour"
      })
  void wrongUsageIsTwo(String line) {
    Attempt attempt = Attempt.in(folder, line.split(" "));
    assertEquals(2, attempt.exit(), attempt.err());
    assertEquals("", attempt.out());
    assertTrue(attempt.err().startsWith("alq: "), attempt.err());
    assertTrue(attempt.err().contains("See: alq"), attempt.err());
  }

  @Test
  void commandsAreListedInWholeSentences() {
    String help = Attempt.in(folder, "--help").out().replaceAll("\\s+", " ");
    for (String sentence :
        List.of(
            "Download a data set.",
            "compare them.",
            "that needs no network.",
            "smaller file.",
            "--config reads.")) {
      assertTrue(help.contains(sentence), sentence + " is not in " + help);
    }
  }

  /** As of a disk that is full. */
  @Test
  void outputThatIsLostIsAFailure() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("no space left");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Attempt attempt = Attempt.writingTo(full, folder, "recipe", "lenet5");
    assertEquals(1, attempt.exit());
    assertEquals("alq: not all of the output could be written", attempt.err().strip());
  }

  @Test
  void stackTracesAreForTheCurious() {
    String file = folder.resolve("none.alq").toString();
    assertFalse(Attempt.in(folder, "inspect", file).err().contains("\tat "));
    Attempt verbose = Attempt.in(folder, "inspect", file, "--verbose");
    assertTrue(verbose.err().contains("\tat "), verbose.err());
    assertTrue(verbose.err().lines().toList().getLast().startsWith("alq: "), verbose.err());
  }

  @Test
  void errorsAreOneLineToo() {
    Attempt memory =
        Attempt.failing(folder, new OutOfMemoryError("heap"), "quantize", "lenet5", "--json");
    assertEquals(1, memory.exit());
    assertEquals(1, memory.err().lines().count(), memory.err());
    assertTrue(memory.err().startsWith("alq: out of memory"), memory.err());
    Error wrapped = new ExceptionInInitializerError(new IllegalStateException("no such kernels"));
    Attempt kernels = Attempt.failing(folder, wrapped, "quantize", "lenet5");
    assertEquals(1, kernels.exit());
    assertEquals("alq: no such kernels", kernels.err().strip());
  }
}
