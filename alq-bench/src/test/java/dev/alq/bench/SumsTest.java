package dev.alq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SumsTest {

  private static final List<Task> TASKS = Catalogue.all();

  private static final Row.Setting SETTING = new Row.Setting(2, "isa", "baseline");

  private static List<Row> convolutions() {
    List<Row> rows = new ArrayList<>();
    for (Task task : TASKS) {
      if (task instanceof Task.Convolve) {
        rows.add(new Row(task.benchmark(), task.shape(), SETTING, 10, "peer", 20, null));
      }
    }
    return rows;
  }

  @Test
  void everyConvolutionOfTheNetworkCounts() {
    List<Row> sums = Sums.of(convolutions(), TASKS);
    Row all =
        sums.stream()
            .filter(r -> r.title().equals("conv/all vgg-small peer"))
            .findAny()
            .orElseThrow();
    assertEquals(
        10.0 * 17, all.ourMillis(), "six layers, the first without a gradient at its input");
    assertEquals(2, all.ratio());
    assertTrue(sums.stream().anyMatch(r -> r.title().equals("conv/backward-data vgg-small peer")));
    assertTrue(sums.stream().anyMatch(r -> r.title().equals("conv/all 512->512@8x8 peer")));
  }

  @Test
  void sumWithAMissingPartIsNotWritten() {
    List<Row> rows = convolutions();
    rows.removeIf(row -> row.title().equals("conv/forward 512->512@8x8 peer"));
    List<String> titles = Sums.of(rows, TASKS).stream().map(Row::title).toList();
    assertFalse(titles.contains("conv/all vgg-small peer"), titles::toString);
    assertFalse(titles.contains("conv/all 512->512@8x8 peer"), titles::toString);
    assertTrue(titles.contains("conv/all 256->512@8x8 peer"), titles::toString);
  }

  @Test
  void partsOfAWantedSumAreMeasured() throws BenchOptions.WrongUsageException {
    BenchOptions options = BenchOptions.parse(List.of("--only", "conv/all vgg-small peer"));
    for (Task task : TASKS) {
      assertEquals(task instanceof Task.Convolve, Sums.wanted(task, "peer", options), task::shape);
      assertFalse(Sums.wanted(task, "other", options), task::shape);
    }
  }

  @Test
  void titlesAreUnique() {
    List<String> titles = TASKS.stream().map(t -> t.benchmark() + " " + t.shape()).toList();
    assertEquals(titles.stream().distinct().toList(), titles);
  }
}
