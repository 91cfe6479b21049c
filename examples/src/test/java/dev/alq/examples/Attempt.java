package dev.alq.examples;

import dev.alq.data.ByteImages;
import dev.alq.data.SyntheticDigits;
import dev.alq.dataset.Augmentation;
import dev.alq.examples.choice.Effort;
import dev.alq.examples.choice.Network;
import dev.alq.examples.command.Surroundings;
import dev.alq.examples.console.Interrupts;
import dev.alq.examples.console.Progress;
import dev.alq.models.LeNet5;
import dev.alq.models.Recipe;
import dev.alq.nn.Loss;
import dev.alq.optim.LearningRate;
import dev.alq.optim.Sgd;
import dev.alq.step.Budget;
import dev.alq.train.FloatMethod;
import dev.alq.train.Phase;
import dev.alq.train.Schedule;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One command that was run inside the test's process, with little data and a short recipe.
 *
 * @param exit its exit code
 * @param out what it wrote to stdout
 * @param err what it wrote to stderr
 */
public record Attempt(int exit, String out, String err) {

  public static final Recipe RECIPE = recipe(0.05);

  /** Its steps are so large that the loss is soon no number. */
  public static final Recipe DIVERGING = recipe(1e30);

  public static final int DRAWN_TRAIN = 240;
  public static final int DRAWN_TEST = 60;

  /** Runs a command in a folder, without environment variables. */
  public static Attempt in(Path folder, String... args) {
    return in(folder, Map.of(), RECIPE, args);
  }

  public static Attempt in(
      Path folder, Map<String, String> variables, Recipe recipe, String... args) {
    Effort.Recipes recipes =
        (network, preset, row) ->
            network == Network.LENET5 ? recipe : shortened(network.recipe(preset, row));
    return in(folder, variables, recipes, recipe, args);
  }

  /** A recipe with its own plan, batches and augmentation but hardly any epochs. */
  private static Recipe shortened(Recipe whole) {
    return new Recipe(
        "short",
        whole.plan(),
        RECIPE.floatTraining(),
        RECIPE.quantization(),
        whole.batchSize(),
        whole.loss(),
        whole.augmentation(),
        whole.validationShare());
  }

  /** Runs a command that fails with an error, not an exception, on its way to training. */
  public static Attempt failing(Path folder, Error error, String... args) {
    Effort.Recipes recipes =
        (_, _, _) -> {
          throw error;
        };
    return in(folder, Map.of(), recipes, RECIPE, args);
  }

  private static Attempt in(
      Path folder,
      Map<String, String> variables,
      Effort.Recipes recipes,
      Recipe quickstart,
      String... args) {
    StringWriter err = new StringWriter();
    Interrupts interrupts = new Interrupts(new PrintWriter(err));
    Effort effort = new Effort(recipes, quickstart, DRAWN_TRAIN, DRAWN_TRAIN, DRAWN_TEST);
    return in(folder, variables, effort, interrupts, err, args);
  }

  /** Runs a command that is interrupted when a text shows up on stderr. */
  public static Attempt interrupted(Path folder, String text, String... args) {
    Interrupts interrupts = new Interrupts(new PrintWriter(new StringWriter()));
    StringWriter err =
        new StringWriter() {
          private boolean done;

          @Override
          public void flush() {
            if (!done && toString().contains(text)) {
              done = true;
              interrupts.interrupt();
            }
          }
        };
    Effort effort = new Effort((_, _, _) -> RECIPE, RECIPE, DRAWN_TRAIN, DRAWN_TRAIN, DRAWN_TEST);
    return in(folder, Map.of(), effort, interrupts, err, args);
  }

  /** Runs a command whose stdout goes elsewhere. */
  public static Attempt writingTo(Writer out, Path folder, String... args) {
    StringWriter err = new StringWriter();
    Interrupts interrupts = new Interrupts(new PrintWriter(err));
    Effort effort = new Effort((_, _, _) -> RECIPE, RECIPE, DRAWN_TRAIN, DRAWN_TRAIN, DRAWN_TEST);
    return in(folder, Map.of(), effort, interrupts, out, err, args);
  }

  private static Attempt in(
      Path folder,
      Map<String, String> variables,
      Effort effort,
      Interrupts interrupts,
      StringWriter err,
      String... args) {
    return in(folder, variables, effort, interrupts, new StringWriter(), err, args);
  }

  private static Attempt in(
      Path folder,
      Map<String, String> variables,
      Effort effort,
      Interrupts interrupts,
      Writer out,
      StringWriter err,
      String... args) {
    Surroundings surroundings =
        new Surroundings(
            variables,
            folder,
            new PrintWriter(out),
            new PrintWriter(err),
            Progress.Style.LINES,
            interrupts,
            effort);
    int exit = Alq.run(surroundings, args);
    surroundings.out().flush();
    surroundings.err().flush();
    return new Attempt(exit, out.toString(), err.toString());
  }

  /** The JSON object on the last line of stdout. */
  public JsonNode json() {
    return JsonMapper.shared().readTree(out.lines().toList().getLast());
  }

  /** Writes the synthetic digits of these commands as the four files of MNIST. */
  public static void writeMnist(Path folder) throws IOException {
    Path mnist = Files.createDirectories(folder.resolve("mnist"));
    write(mnist, "train", SyntheticDigits.of(11, DRAWN_TRAIN));
    write(mnist, "t10k", SyntheticDigits.of(12, DRAWN_TEST));
  }

  private static void write(Path folder, String part, ByteImages images) throws IOException {
    ByteArrayOutputStream levels = new ByteArrayOutputStream();
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    try (DataOutputStream levelData = new DataOutputStream(levels);
        DataOutputStream labelData = new DataOutputStream(labels)) {
      levelData.writeInt(0x803);
      levelData.writeInt(images.size());
      levelData.writeInt(28);
      levelData.writeInt(28);
      labelData.writeInt(0x801);
      labelData.writeInt(images.size());
      for (int i = 0; i < images.size(); i++) {
        levelData.write(images.levels(i));
        labelData.writeByte(images.label(i));
      }
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), levels.toByteArray());
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.toByteArray());
  }

  private static Recipe recipe(double learningRate) {
    FloatMethod method = new FloatMethod.GradientDescent(Sgd.Options.momentum(0.9));
    return new Recipe(
        "tiny",
        LeNet5.plan(),
        Schedule.of(new Phase.Pretrain(2, method, new LearningRate.Constant(learningRate))),
        Schedule.of(
            new Phase.Sketching(),
            Phase.Prune.to(new Budget.AverageBitwidth(1)),
            new Phase.OptimizeBases(1, new LearningRate.Constant(1e-3))),
        40,
        Loss.CROSS_ENTROPY,
        new Augmentation.None(),
        1.0 / 6);
  }
}
