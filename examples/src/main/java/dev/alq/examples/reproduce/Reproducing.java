package dev.alq.examples.reproduce;

import dev.alq.data.DataFileException;
import dev.alq.examples.choice.ImageData;
import dev.alq.examples.choice.Network;
import dev.alq.examples.choice.NetworkPlan;
import dev.alq.examples.command.DataOptions;
import dev.alq.examples.command.Surroundings;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.MissingDataException;
import dev.alq.examples.run.ForeignFiles;
import dev.alq.examples.run.RunMetrics;
import dev.alq.examples.run.Task;
import dev.alq.examples.run.TrainingJob;
import dev.alq.examples.run.TrainingResult;
import dev.alq.kernel.Engine;
import dev.alq.models.Preset;
import dev.alq.models.Recipe;
import dev.alq.models.exchange.Pretrained;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.train.RecordedEpoch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The runs that tables and figures need, each in a folder of its own: {@code
 * FOLDER/NETWORK-PRESET/seed-N/LABEL}. Those of one network and seed begin with the same float
 * network, and no run is done twice.
 */
final class Reproducing {

  /** Beside the model of a float run, for the runs that begin with it. */
  private static final String FLOAT_WEIGHTS = "float.safetensors";

  private final Surroundings surroundings;
  private final Engine engine;
  private final DataOptions data;
  private final Settings settings;
  private final Map<Network, ImageData> loaded = new EnumMap<>(Network.class);

  /**
   * What the user decides.
   *
   * @param folder below which the runs' folders lie
   * @param unfinished what to do with runs that were left unfinished
   * @param preset how much effort to take
   * @param width factor of the channels of networks that are scalable
   * @param seeds one run per seed
   * @param weights float networks that are not trained here, by network
   */
  record Settings(
      Path folder,
      KeptJob.Unfinished unfinished,
      Preset preset,
      OptionalDouble width,
      List<Long> seeds,
      Map<Network, Path> weights) {}

  Reproducing(Surroundings surroundings, Engine engine, DataOptions data, Settings settings) {
    this.surroundings = surroundings;
    this.engine = engine;
    this.data = data;
    this.settings = settings;
  }

  Engine engine() {
    return engine;
  }

  Settings settings() {
    return settings;
  }

  /** The recipe of a network that ends with the first row of its table. */
  Recipe recipe(Network network) {
    return recipe(network, OptionalDouble.empty());
  }

  /** The recipe of a network that ends with the row of its table that has so many bits. */
  Recipe recipe(Network network, OptionalDouble row) {
    return surroundings.effort().recipes().of(network, settings.preset, row);
  }

  /** The networks whose data have been taken so far. */
  Set<Network> networks() {
    return Set.copyOf(loaded.keySet());
  }

  /** Epochs of the tail that the paper gives to its residual networks. */
  int tailEpochs() {
    return switch (settings.preset) {
      case QUICK -> 2;
      case SHORT -> 10;
      case PAPER -> 50;
    };
  }

  /** Epochs of each curve of Fig. 1. */
  int convergenceEpochs() {
    return switch (settings.preset) {
      case QUICK -> 2;
      case SHORT -> 5;
      case PAPER -> 50;
    };
  }

  /** The word for the preset on the command line. */
  String presetName() {
    return settings.preset.name().toLowerCase(Locale.ROOT);
  }

  /** A network at the width that the user wants. */
  NetworkPlan plan(Network network) {
    return new NetworkPlan(network, network.scalable() ? settings.width.orElse(1) : 1);
  }

  /**
   * The images of a network.
   *
   * @throws MissingDataException if they are not there
   */
  ImageData data(Network network) throws IOException {
    ImageData known = loaded.get(network);
    if (known != null) {
      return known;
    }
    try {
      ImageData images = data.forOneOfSeveral(network, surroundings);
      surroundings.err().println(images.description());
      loaded.put(network, images);
      return images;
    } catch (CommandFailure | DataFileException e) {
      throw new MissingDataException(String.valueOf(e.getMessage()));
    }
  }

  /** The float network. */
  KeptJob floatJob(Network network, long seed) throws IOException {
    Recipe recipe = recipe(network);
    Path folder = folder(network, seed, new RowPlan.FloatNetwork().label());
    ForeignFiles export =
        new ForeignFiles(
            Optional.empty(), Pretrained.Classifier.FROM_FILE, List.of(weightsIn(folder)));
    return job(Task.TRAIN, network, recipe, seed, folder, export);
  }

  /**
   * Trains the float network, unless its weights come from a file or it has been trained before.
   *
   * @return the file of its weights
   */
  Path floatWeights(Network network, long seed) throws IOException {
    Path given = settings.weights.get(network);
    if (given != null) {
      return given;
    }
    KeptJob job = floatJob(network, seed);
    run(job);
    return weightsIn(job.folder());
  }

  /** The float network, quantized by a recipe; trains it first if that is still to be done. */
  KeptJob quantization(Network network, Recipe recipe, long seed, String label) throws IOException {
    ForeignFiles weights = ForeignFiles.from(floatWeights(network, seed));
    weights.requireUsable();
    return job(Task.QUANTIZE, network, recipe, seed, folder(network, seed, label), weights);
  }

  /** A quantization that goes on from another one, which has ended, by a longer recipe. */
  KeptJob continuation(Network network, KeptJob start, Recipe recipe, String label)
      throws IOException {
    TrainingJob first = start.job();
    Path folder = folder(network, first.seed(), label);
    KeptJob whole = job(Task.QUANTIZE, network, recipe, first.seed(), folder, first.foreign());
    return new KeptJob(whole.job(), folder, Optional.of(start.folder()));
  }

  /** What the epochs of a job led to, float training not included; runs it if need be. */
  List<RecordedEpoch> epochs(KeptJob job) throws IOException {
    run(job);
    return RunMetrics.read(job.folder()).epochs();
  }

  /** The model that a job led to; runs it if need be. */
  PackedModel model(KeptJob job) throws IOException {
    run(job);
    return PackedModelFile.read(job.job().out());
  }

  /** Runs a job to its end, if it has not come there before. */
  TrainingResult run(KeptJob job) throws IOException {
    return job.result(engine, surroundings, settings.unfinished);
  }

  private Path folder(Network network, long seed, String label) {
    return settings
        .folder
        .resolve(plan(network) + "-" + presetName())
        .resolve("seed-" + seed)
        .resolve(label);
  }

  private KeptJob job(
      Task task, Network network, Recipe recipe, long seed, Path folder, ForeignFiles foreign)
      throws IOException {
    ImageData images = data(network);
    NetworkPlan plan = plan(network);
    TrainingJob job =
        new TrainingJob(
            task,
            plan,
            images.fitted(recipe),
            images,
            images.train().size(),
            seed,
            folder.resolve(task.fileName(plan)),
            foreign);
    return new KeptJob(job, folder, Optional.empty());
  }

  private static Path weightsIn(Path folder) {
    return folder.resolve(FLOAT_WEIGHTS);
  }
}
