package dev.alq.bench;

import dev.alq.dataset.Batch;
import dev.alq.dataset.DataLoader;
import dev.alq.dataset.Epoch;
import dev.alq.kernel.Engine;
import dev.alq.tensor.Tensor;

/** Training steps on batches that are read while the steps before them run, epoch after epoch. */
final class LoadedWork implements Work {

  /** Batches in an epoch; the order and the crops change from one to the next. */
  private static final int BATCHES = 8;

  private final LoadedPictures pictures;
  private final DataLoader loader;
  private final OurWork.Step step;
  private Epoch epoch;
  private int epochs;

  LoadedWork(Engine engine, Task.LoadedStep task) {
    pictures = LoadedPictures.of(task.model(), BATCHES * task.batch());
    loader = new DataLoader(pictures.augmented(), task.batch(), Inputs.SEED);
    step = new OurWork.Step(engine, new Task.TrainingStep(task.model(), task.batch()));
    epoch = loader.shuffled(0);
  }

  /** A copy of the first batch's images. */
  static Tensor firstBatch(Task.LoadedStep task) {
    try (LoadedPictures pictures = LoadedPictures.of(task.model(), BATCHES * task.batch())) {
      return first(new DataLoader(pictures.augmented(), task.batch(), Inputs.SEED));
    }
  }

  private static Tensor first(DataLoader loader) {
    try (Epoch batches = loader.shuffled(0)) {
      return batches.next().images().copy();
    }
  }

  @Override
  public void run() {
    if (!epoch.hasNext()) {
      epoch.close();
      epochs++;
      epoch = loader.shuffled(epochs);
    }
    Batch batch = epoch.next();
    step.run(batch.images(), batch.labels());
  }

  @Override
  public float[] result() {
    return first(loader).data();
  }

  @Override
  public void close() {
    epoch.close();
    pictures.close();
  }
}
