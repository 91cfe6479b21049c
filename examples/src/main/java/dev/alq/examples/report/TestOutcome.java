package dev.alq.examples.report;

import dev.alq.nn.ClassificationMetrics;
import java.util.List;
import java.util.Optional;

/** What a test of a run's model gave. */
sealed interface TestOutcome {

  /**
   * It was tested.
   *
   * @param data the name of the data
   * @param ofTheRun whether the run learnt from the training part of these data; empty if nothing
   *     tells
   * @param classes names of the classes
   * @param metrics how good it is
   */
  record Tested(
      String data, Optional<Boolean> ofTheRun, List<String> classes, ClassificationMetrics metrics)
      implements TestOutcome {}

  /**
   * It was not.
   *
   * @param reason why, for human readers
   */
  record Untested(String reason) implements TestOutcome {}
}
