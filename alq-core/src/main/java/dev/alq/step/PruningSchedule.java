package dev.alq.step;

import dev.alq.multibit.MultiBitTensor;
import java.util.List;

/**
 * How much may be left after each iteration of a pruning phase: {@code M_0 - round(t·(M_0 -
 * M_T)/T)}, so that the phase ends at M_T whatever T is. (Algorithm 2 rounds the number removed per
 * iteration instead, and its error adds up over the iterations.)
 *
 * @param budget the unit that is counted
 * @param start M_0, the measure before the phase
 * @param target M_T, the measure after it; at most {@code start}
 * @param iterations T, at least 1
 */
public record PruningSchedule(Budget budget, long start, long target, int iterations) {

  /**
   * Creates a schedule.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public PruningSchedule {
    if (target < 0 || start < target) {
      throw new IllegalArgumentException("cannot prune from " + start + " to " + target);
    }
    if (iterations < 1) {
      throw new IllegalArgumentException("iterations must be at least 1, not " + iterations);
    }
  }

  /**
   * Plans a phase. If the budget is met already, the phase will remove nothing.
   *
   * @param budget what is to be left over
   * @param layers the weights of all layers as they are before the phase; not modified
   * @param iterations T, at least 1
   * @return the schedule
   * @throws IllegalArgumentException if {@code iterations} is less than 1
   */
  public static PruningSchedule plan(Budget budget, List<MultiBitTensor> layers, int iterations) {
    long start = budget.measure(layers);
    long target = Math.min(start, budget.target(layers));
    return new PruningSchedule(budget, start, target, iterations);
  }

  /**
   * What may be left after an iteration.
   *
   * @param t the iteration, from 1 to T
   * @return units of the budget; {@code target} after the last iteration
   * @throws IllegalArgumentException if there is no such iteration
   */
  public long allowedAfter(int t) {
    if (t < 1 || t > iterations) {
      throw new IllegalArgumentException(
          "iterations run from 1 to " + iterations + ", there is no " + t);
    }
    return start - Math.round((double) t * (start - target) / iterations);
  }
}
