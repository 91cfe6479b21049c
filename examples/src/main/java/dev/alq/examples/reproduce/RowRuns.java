package dev.alq.examples.reproduce;

import dev.alq.examples.choice.ImageData;
import dev.alq.examples.choice.Network;
import dev.alq.examples.console.MissingDataException;
import dev.alq.examples.run.ModelSize;
import dev.alq.examples.run.Testing;
import dev.alq.examples.run.TrainingResult;
import dev.alq.models.Recipe;
import dev.alq.models.exchange.Pretrained;
import dev.alq.nn.Layer;
import dev.alq.packed.Compaction;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import dev.alq.train.RecordedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;

/** Carries out what rows of the paper's tables need. */
final class RowRuns {

  private RowRuns() {}

  /**
   * Runs a row with one seed, or takes what it led to before.
   *
   * @throws IOException if files cannot be read or written
   * @throws MissingDataException if its data are not there
   */
  static ReproducedRun run(Reproducing runs, Network network, RowPlan plan, long seed)
      throws IOException {
    return switch (plan) {
      case RowPlan.FloatNetwork _ -> floatNetwork(runs, network, seed);
      case RowPlan.Quantized quantized ->
          result(runs, quantization(runs, network, quantized, seed), seed);
      case RowPlan.Continued continued -> {
        KeptJob start = quantization(runs, network, continued.start(), seed);
        Recipe whole = continued.recipe(recipe(runs, network, continued.start()));
        yield further(runs, network, start, whole, plan.label());
      }
      case RowPlan.FineTuned tuned -> {
        KeptJob start = quantization(runs, network, tuned.start(), seed);
        Recipe whole = tuned.recipe(recipe(runs, network, tuned.start()), runs.tailEpochs());
        yield further(runs, network, start, whole, plan.label());
      }
    };
  }

  /** The job of a quantized row. */
  static KeptJob quantization(Reproducing runs, Network network, RowPlan.Quantized plan, long seed)
      throws IOException {
    return runs.quantization(network, recipe(runs, network, plan), seed, plan.label());
  }

  /** Goes on from the end of a quantization by a longer recipe. */
  private static ReproducedRun further(
      Reproducing runs, Network network, KeptJob start, Recipe whole, String label)
      throws IOException {
    runs.run(start);
    KeptJob job = runs.continuation(network, start, whole, label);
    return result(runs, job, job.job().seed());
  }

  private static Recipe recipe(Reproducing runs, Network network, RowPlan.Quantized plan) {
    OptionalDouble bits = plan.bits();
    boolean isRow = bits.isPresent() && network.rows().contains(bits.getAsDouble());
    return plan.recipe(runs.recipe(network, isRow ? bits : OptionalDouble.empty()));
  }

  private static ReproducedRun floatNetwork(Reproducing runs, Network network, long seed)
      throws IOException {
    Path given = runs.settings().weights().get(network);
    return given == null
        ? result(runs, runs.floatJob(network, seed), seed)
        : imported(runs, network, given, seed);
  }

  private static ReproducedRun result(Reproducing runs, KeptJob job, long seed) throws IOException {
    TrainingResult result = runs.run(job);
    return new ReproducedRun(
        seed,
        result.packedTestTop1(),
        result.averageBitwidth(),
        result.weightBytes(),
        result.compactedBytes(),
        result.fileBytes(),
        RecordedRun.read(job.folder()).orElseThrow().secondsAtWork());
  }

  /** Weights from a file need no training, only a test. */
  private static ReproducedRun imported(Reproducing runs, Network network, Path file, long seed)
      throws IOException {
    ImageData images = runs.data(network);
    Layer layers = runs.plan(network).create(images.train().classNames().size(), seed);
    Pretrained.load(layers, file);
    Provenance origin = Provenance.of(images.train().contentHash(), "", seed);
    PackedModel model = Packer.pack(layers, Map.of(), images.train().preprocessing(), origin);
    ModelSize size = ModelSize.of(model);
    return new ReproducedRun(
        seed,
        Testing.of(runs.engine(), model, images.test()).top1(),
        size.averageBitwidth(),
        size.bytes(),
        ModelSize.of(Compaction.of(model)).bytes(),
        PackedModelFile.bytes(model),
        0);
  }
}
