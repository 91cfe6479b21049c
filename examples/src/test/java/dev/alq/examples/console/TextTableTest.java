package dev.alq.examples.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void alignsColumns() {
    StringWriter text = new StringWriter();
    PrintWriter target = new PrintWriter(text);
    new TextTable(List.of("layer", "bytes", ""))
        .add(List.of("fc", "1,000", "x"))
        .add(List.of("total", "7", ""))
        .print(target);
    target.flush();
    assertEquals(
        List.of("layer  bytes", "fc     1,000  x", "total      7"),
        text.toString().lines().toList());
  }

  @Test
  void demandsACellPerColumn() {
    TextTable table = new TextTable(List.of("a", "b"));
    assertThrows(IllegalArgumentException.class, () -> table.add(List.of("1")));
  }
}
