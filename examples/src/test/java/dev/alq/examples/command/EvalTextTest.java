package dev.alq.examples.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code eval} tells human readers. */
class EvalTextTest {

  private static List<String> printed(int classes, long[][] confusion) {
    List<String> names = IntStream.range(0, classes).mapToObj(i -> "class" + i).toList();
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);
    EvalCommand.print(
        new EvalCommand.Score("m.alq", "folder", null, 100, 80, 90, names, confusion), writer);
    writer.flush();
    return text.toString().lines().toList();
  }

  @Test
  void ofFewClassesTheWholeMatrixIsShown() {
    long[][] confusion = new long[20][20];
    confusion[3][4] = 7;
    List<String> lines = printed(20, confusion);
    assertEquals(2 + 1 + 20, lines.size());
    assertTrue(lines.get(6).strip().startsWith("class3 ") && lines.get(6).contains(" 7 "));
  }

  @Test
  void ofManyClassesTheMostFrequentPairsAreShown() {
    long[][] confusion = new long[40][40];
    for (int right = 0; right < 40; right++) {
      confusion[right][right] = 1000;
      confusion[right][(right + 1) % 40] = right;
    }
    List<String> lines = printed(40, confusion);
    assertEquals(2 + 1 + 1 + 20, lines.size(), lines.toString());
    for (int i = 0; i < 20; i++) {
      int right = 39 - i;
      assertEquals(
          List.of("class" + right, "class" + (right + 1) % 40, String.valueOf(right)),
          List.of(lines.get(4 + i).strip().split(" +")));
    }
  }
}
