package dev.alq.examples.command;

import dev.alq.examples.choice.ImageData;
import dev.alq.examples.choice.Network;
import dev.alq.examples.choice.NetworkPlan;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.Progress;
import dev.alq.examples.console.WrongUsage;
import dev.alq.examples.run.ForeignFiles;
import dev.alq.examples.run.PreparedJob;
import dev.alq.examples.run.RecordedJob;
import dev.alq.examples.run.RunPlace;
import dev.alq.examples.run.Task;
import dev.alq.examples.run.TrainingJob;
import dev.alq.examples.run.TrainingResult;
import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import dev.alq.models.exchange.Pretrained;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that train have in common: all but what they make and how they show it. */
abstract class TrainingCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  private final Task task;
  @Mixin private final RecipeChoice choice = new RecipeChoice();
  @Mixin private final WidthOption width = new WidthOption();
  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final FromOption from = new FromOption();
  @Mixin private final ExportOption export = new ExportOption();
  @Mixin private final RunOptions run = new RunOptions();
  @Mixin private final FolderOptions folder = new FolderOptions();
  @Mixin private final EngineOptions engineOptions = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();
  private OptionalInt images = OptionalInt.empty();

  TrainingCommand(Surroundings surroundings, Task task) {
    this.surroundings = surroundings;
    this.task = task;
  }

  @Option(
      names = "--images",
      paramLabel = "N",
      description =
          "Learn from N training images only, validation included: the first ones, of pictures in "
              + "class folders evenly from all.")
  void images(int number) {
    if (number < 1) {
      throw new WrongUsage("--images must be at least 1 but is " + number);
    }
    images = OptionalInt.of(number);
  }

  /** Whether options change the recipe, so that the recorded one is none to begin with. */
  boolean changesRecipe() {
    return false;
  }

  /** The recipe that was chosen. */
  Recipe recipe(RecipeChoice from, Network network, Optional<RecordedJob> recorded)
      throws IOException {
    return from.recipe(surroundings.effort(), network, recorded);
  }

  /** Whether weights of the last layer are taken over with the others. */
  Pretrained.Classifier classifier() {
    return Pretrained.Classifier.FROM_FILE;
  }

  /** Whether weights come from a file. */
  final boolean takesWeights() {
    return from.from().isPresent();
  }

  /** Shows a result to human readers. */
  abstract void print(TrainingResult result, PrintWriter text);

  @Override
  public final Integer call() throws IOException {
    Optional<RecordedJob> recorded = folder.recorded();
    TrainingJob job = job(recorded);
    try (Engine engine = engineOptions.start()) {
      PreparedJob prepared = prepared(job, engine);
      try (RunPlace place = folder.open(job, engine, surroundings)) {
        surroundings.err().println(job.data().description());
        tellWhatStaysFloat(job, prepared);
        Progress progress = surroundings.progress(job.schedule().epochs());
        TrainingResult result = prepared.run(progress, place);
        common.publish(surroundings, result, text -> print(result, text));
        result.requireAgreement();
      }
    }
    return 0;
  }

  /** A recipe of another network may name some of this one's weights, and leave most of them. */
  private void tellWhatStaysFloat(TrainingJob job, PreparedJob prepared) {
    List<String> left = prepared.floatWeights();
    if (task == Task.QUANTIZE && choice.namesFile() && !left.isEmpty()) {
      surroundings
          .err()
          .println(
              "Note: the recipe "
                  + job.recipe().name()
                  + " leaves these weights float: "
                  + String.join(", ", left));
    }
  }

  private static PreparedJob prepared(TrainingJob job, Engine engine) throws IOException {
    try {
      return job.prepare(engine);
    } catch (IllegalArgumentException e) {
      throw RecipeChoice.misfit(job.recipe(), job.network(), e);
    }
  }

  /** What the options ask for; what they leave open is as recorded, if a run goes on. */
  private TrainingJob job(Optional<RecordedJob> recorded) throws IOException {
    NetworkPlan network = network(recorded);
    Optional<RecordedJob> source = changesRecipe() ? Optional.empty() : recorded;
    Recipe recipe = recipe(choice, network.network(), source);
    ForeignFiles foreign = new ForeignFiles(from.from(), classifier(), export.exports());
    foreign.requireUsable();
    long seed = run.seed(recorded);
    String fileName = task.fileName(network);
    Optional<Path> kept = folder.resultFile(fileName, run);
    Path out = kept.isPresent() ? kept.get() : run.outOrNew(surroundings, fileName);
    folder.requireOutside(out, fileName);
    foreign.requireFor(recipe, out);
    recorded.ifPresent(run -> run.requireWeights(foreign));
    ImageData pictures = data.forNetwork(network.network(), recorded, surroundings);
    Recipe fitted = choice.isOfNetwork(source) ? pictures.fitted(recipe) : recipe;
    return new TrainingJob(
        task, network, fitted, pictures, number(pictures, recorded), seed, out, foreign);
  }

  private NetworkPlan network(Optional<RecordedJob> recorded) {
    Network named = choice.network(recorded);
    double usual = recorded.map(RecordedJob::width).orElse(1.0);
    return new NetworkPlan(named, width.factor(named).orElse(usual));
  }

  private int number(ImageData pictures, Optional<RecordedJob> recorded) {
    int all = pictures.train().size();
    int number = images.orElse(recorded.map(RecordedJob::images).orElse(all));
    if (number > all) {
      throw new CommandFailure(
          "--images must be from 1 to " + all + " with this data but is " + number);
    }
    return number;
  }
}
