package dev.alq.examples;

import dev.alq.dataset.Dataset;
import dev.alq.dataset.Subset;
import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.nn.Layer;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import dev.alq.train.AlqTrainer;
import dev.alq.train.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * From data to a file that has been read again and compared with the network it was made from: what
 * {@code quickstart}, {@code train} and {@code quantize} have in common.
 *
 * @param network the network to train
 * @param recipe how
 * @param data what to learn from and report on
 * @param trainingImages how many of the training images to take, from the first on
 * @param seed where all randomness comes from
 * @param out the file
 */
record TrainingJob(
    Network network, Recipe recipe, DigitData data, int trainingImages, long seed, Path out) {

  /** Float training alone; the file holds float weights. */
  TrainingResult train(Engine engine, Progress progress) throws IOException {
    Run run = new Run(engine);
    run.trainer.run(recipe.floatTraining(), progress);
    return run.write(progress, run.testTop1(), run.floatFileBytes());
  }

  /** Float training and quantization. */
  TrainingResult quantize(Engine engine, Progress progress) throws IOException {
    Run run = new Run(engine);
    run.trainer.run(recipe.floatTraining(), progress);
    double floatTop1 = run.testTop1();
    run.trainer.run(recipe.quantization(), progress);
    return run.write(progress, floatTop1, run.floatFileBytes());
  }

  /** The network under way. */
  private final class Run {
    private final Engine engine;
    private final Layer layers;
    private final AlqTrainer trainer;

    Run(Engine engine) {
      this.engine = engine;
      this.layers = network.create(seed);
      AlqTrainer.Data split =
          AlqTrainer.Data.split(images(), recipe.validationShare(), seed)
              .augmented(recipe.augmentation());
      this.trainer = new AlqTrainer(engine, layers, recipe.plan(), recipe.options(seed), split);
    }

    private Dataset images() {
      int size = data.train().size();
      return trainingImages < size
          ? new Subset(data.train(), IntStream.range(0, trainingImages).toArray())
          : data.train();
    }

    double testTop1() {
      return Evaluation.of(engine, layers, data.test()).top1();
    }

    long floatFileBytes() {
      return PackedModelFile.bytes(pack(Map.of()));
    }

    private PackedModel pack(Map<String, MultiBitTensor> quantized) {
      Provenance provenance =
          new Provenance(data.train().contentHash(), recipe.name(), seed, Version.NUMBER);
      return Packer.pack(layers, quantized, data.train().preprocessing(), provenance);
    }

    TrainingResult write(Progress progress, double floatTop1, long floatFileBytes)
        throws IOException {
      PackedModelFile.write(pack(trainer.quantizedWeights()), out);
      PackedModel reloaded = PackedModelFile.read(out);
      Verification verification = Verification.of(engine, layers, reloaded, data.test());
      List<LayerSize> sizes = LayerSize.of(reloaded);
      return new TrainingResult(
          network.toString(),
          data.name().toString(),
          recipe.name(),
          seed,
          floatTop1,
          verification.graphTop1(),
          verification.packedTop1(),
          verification.images(),
          verification.sameClass(),
          verification.largestDifference(),
          LayerSize.averageBitwidth(sizes),
          LayerSize.bytes(sizes),
          LayerSize.weights(sizes) * Float.BYTES,
          Files.size(out),
          floatFileBytes,
          progress.seconds(),
          out.toString(),
          sizes);
    }
  }
}
