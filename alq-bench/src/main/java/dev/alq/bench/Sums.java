package dev.alq.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rows that are sums of measured ones: the three passes of a layer ({@code conv/all}), and all
 * layers of a network (shape {@code vgg-small}). A sum of medians is written only if every part of
 * it was measured.
 */
final class Sums {

  static final String ALL = "conv/all";
  static final String NETWORK = "vgg-small";

  private Sums() {}

  /** Whether a task must be measured for the rows that are wanted, sums included. */
  static boolean wanted(Task task, String peer, BenchOptions options) {
    return titles(task, peer).stream().anyMatch(options::selects);
  }

  private static List<String> titles(Task task, String peer) {
    String own = task.benchmark() + " " + task.shape() + " " + peer;
    return switch (task) {
      case Task.Convolve _ ->
          List.of(
              own,
              ALL + " " + task.shape() + " " + peer,
              task.benchmark() + " " + NETWORK + " " + peer,
              ALL + " " + NETWORK + " " + peer);
      case Task.Product _,
          Task.TrainingStep _,
          Task.Inference _,
          Task.Alternation _,
          Task.LoadedStep _,
          Task.AlqStep _,
          Task.BitProduct _,
          Task.BitLayer _,
          Task.BitInference _ ->
          List.of(own);
    };
  }

  /**
   * The sums that the rows of one number of threads allow.
   *
   * @param measured rows of single tasks
   * @param tasks all tasks there are, to know what a sum must hold
   */
  static List<Row> of(List<Row> measured, List<Task> tasks) {
    List<Row> sums = new ArrayList<>();
    Set<String> peers = new TreeSet<>();
    measured.forEach(row -> peers.add(row.peer()));
    for (String peer : peers) {
      Map<String, Set<String>> parts = new LinkedHashMap<>();
      for (Task task : tasks) {
        if (task instanceof Task.Convolve) {
          List<String> titles = titles(task, peer);
          titles.stream()
              .skip(1)
              .forEach(
                  sum -> parts.computeIfAbsent(sum, _ -> new TreeSet<>()).add(titles.getFirst()));
        }
      }
      parts.forEach((sum, titles) -> {
        List<Row> rows = measured.stream().filter(row -> titles.contains(row.title())).toList();
        if (rows.size() == titles.size()) {
          sums.add(sum(sum.split(" ", 3), rows));
        }
      });
    }
    return sums;
  }

  private static Row sum(String[] title, List<Row> rows) {
    return new Row(
        title[0],
        title[1],
        rows.getFirst().setting(),
        rows.stream().mapToDouble(Row::ourMillis).sum(),
        title[2],
        rows.stream().mapToDouble(Row::peerMillis).sum(),
        null);
  }
}
