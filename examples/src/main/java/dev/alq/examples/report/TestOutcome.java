package dev.alq.examples.report;

import dev.alq.nn.ClassificationMetrics;
import java.util.List;

/** What a test of a run's model gave. */
sealed interface TestOutcome {

  /**
   * It was tested.
   *
   * @param classes names of the classes
   * @param metrics how good it is
   */
  record Tested(List<String> classes, ClassificationMetrics metrics) implements TestOutcome {}

  /**
   * It was not.
   *
   * @param reason why, for human readers
   */
  record Untested(String reason) implements TestOutcome {}
}
