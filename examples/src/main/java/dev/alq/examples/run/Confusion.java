package dev.alq.examples.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What of a confusion matrix people can read. */
public final class Confusion {

  /** Stands above {@link #mostFrequent}. */
  public static final String PAIRS = "The pairs of classes that are confused most:";

  private static final int MAX_CLASSES = 20;
  private static final int SHOWN_PAIRS = 20;

  /**
   * Images of one class that were taken for another.
   *
   * @param right their class
   * @param taken the class they were taken for
   * @param images how many
   */
  public record Pair(String right, String taken, long images) {}

  private Confusion() {}

  /**
   * Whether a matrix is small enough to be shown as a whole.
   *
   * @param classes number of classes
   * @return whether it is
   */
  public static boolean isReadable(int classes) {
    return classes <= MAX_CLASSES;
  }

  /**
   * The pairs of classes that are confused most.
   *
   * @param classes their names
   * @param confusion images by right class (row) and predicted class (column); not modified
   * @return at most twenty, the most frequent first, equal ones in the order of the matrix
   */
  public static List<Pair> mostFrequent(List<String> classes, long[][] confusion) {
    List<Pair> pairs = new ArrayList<>();
    for (int right = 0; right < confusion.length; right++) {
      for (int taken = 0; taken < confusion.length; taken++) {
        if (taken != right && confusion[right][taken] > 0) {
          pairs.add(new Pair(classes.get(right), classes.get(taken), confusion[right][taken]));
        }
      }
    }
    pairs.sort(Comparator.comparingLong(Pair::images).reversed());
    return pairs.stream().limit(SHOWN_PAIRS).toList();
  }
}
