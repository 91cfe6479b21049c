package dev.alq.infer;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a network says about one image.
 *
 * @param candidates all classes, the most probable first, equally probable ones by index
 */
public record Prediction(List<Candidate> candidates) {

  /**
   * One class and how probable the network holds it.
   *
   * @param index the class
   * @param name the name of the class
   * @param probability from 0 to 1; those of all classes add up to 1 but for rounding
   */
  public record Candidate(int index, String name, double probability) {}

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no candidate, or their indices are not those of
   *     the classes 0, 1, … once each
   */
  public Prediction {
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("no candidates");
    }
    BitSet seen = new BitSet();
    for (Candidate candidate : candidates) {
      int index = candidate.index();
      if (index < 0 || index >= candidates.size() || seen.get(index)) {
        throw new IllegalArgumentException(
            "a candidate for class " + index + " among " + candidates.size());
      }
      seen.set(index);
    }
  }

  /** The softmax of {@code classNames.size()} logits. */
  static Prediction ofLogits(float[] logits, int offset, List<String> classNames) {
    int classes = classNames.size();
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      largest = Math.max(largest, logits[offset + k]);
    }
    double[] powers = new double[classes];
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      powers[k] = Math.exp(logits[offset + k] - largest);
      sum += powers[k];
    }
    double total = sum;
    return new Prediction(
        IntStream.range(0, classes)
            .mapToObj(k -> new Candidate(k, classNames.get(k), powers[k] / total))
            .sorted(Comparator.comparingDouble(Candidate::probability).reversed())
            .toList());
  }

  /**
   * The probabilities of all classes.
   *
   * @return a new array, element k for class k
   */
  public double[] probabilities() {
    double[] probabilities = new double[candidates.size()];
    for (Candidate candidate : candidates) {
      probabilities[candidate.index()] = candidate.probability();
    }
    return probabilities;
  }

  /**
   * The most probable class.
   *
   * @return the first candidate
   */
  public Candidate best() {
    return candidates.getFirst();
  }

  /**
   * The most probable classes.
   *
   * @param k how many, from 1 on; all if there are fewer
   * @return the first candidates, unmodifiable
   * @throws IllegalArgumentException if {@code k} is less than 1
   */
  public List<Candidate> top(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("the number of classes must be at least 1 but is " + k);
    }
    return candidates.subList(0, Math.min(k, candidates.size()));
  }
}
