package dev.alq.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Whole training steps. */
public class StepBenchmark extends TaskBenchmark {

  /** The network. */
  @Param public Model model = Model.LENET5;

  /** Images in a step; 0 for the network's usual batch. */
  @Param("0")
  public int batch;

  /** Creates the benchmark with its first parameters. */
  public StepBenchmark() {}

  @Override
  Task task() {
    return new Task.TrainingStep(model, batch > 0 ? batch : model.trainingBatch());
  }

  /** One step. */
  @Benchmark
  public void step() {
    run();
  }
}
