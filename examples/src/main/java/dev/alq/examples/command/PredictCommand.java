package dev.alq.examples.command;

import dev.alq.data.DataFileException;
import dev.alq.data.Fitting;
import dev.alq.data.ImageFile;
import dev.alq.data.Ink;
import dev.alq.dataset.Preprocessing;
import dev.alq.examples.console.CommandFailure;
import dev.alq.infer.InferenceSession;
import dev.alq.infer.Prediction;
import dev.alq.kernel.Engine;
import dev.alq.packed.PackedModel;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alq predict}: what a picture shows. */
@Command(
    name = "predict",
    description = {
      "Say what pictures show: the three most probable classes of each.",
      "Networks trained on digits know light ink on dark ground and a digit that fills",
      "20 of 28 pixels; --ink and --centre bring other pictures into that form.",
    })
public final class PredictCommand implements Callable<Integer> {

  private static final int TOP = 3;

  /** What a picture is drawn with. */
  enum InkChoice {
    /** Guessed from the brightness of the border; pictures for colour networks stay as they are. */
    AUTO,
    /** As in MNIST. */
    LIGHT_ON_DARK,
    /** As on paper. */
    DARK_ON_LIGHT;

    /** The word for it on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Whether a digit is cut out and placed as in MNIST. */
  enum Centring {
    /** Unless the network takes colour or the picture has its size already. */
    AUTO,
    /** In any case. */
    ALWAYS,
    /** The whole picture is stretched to the network's size. */
    NEVER;

    /** The word for it on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What one picture shows.
   *
   * @param image the picture
   * @param ink what it was taken to be drawn with
   * @param centred whether the digit was cut out and centred
   * @param candidates the most probable classes, the best first
   */
  record Answer(String image, String ink, boolean centred, List<Prediction.Candidate> candidates) {}

  /**
   * What all pictures show; becomes the JSON object.
   *
   * @param model the model file
   * @param predictions one per picture that could be read, in order
   */
  record Answers(String model, List<Answer> predictions) {}

  private final Surroundings surroundings;
  @Mixin private final EngineOptions engineOptions = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();
  private List<Path> images = List.of();
  private @Nullable Path model;
  private InkChoice ink = InkChoice.AUTO;
  private Centring centring = Centring.AUTO;

  /**
   * Prepares the command.
   *
   * @param surroundings what it meets
   */
  public PredictCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Parameters(
      paramLabel = "IMAGE",
      arity = "1..*",
      description = "A PNG, JPEG, BMP or GIF picture.")
  void images(List<Path> files) {
    images = List.copyOf(files);
  }

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model (default: " + QuickstartCommand.FILE + ").")
  void model(Path file) {
    model = file;
  }

  @Option(
      names = "--ink",
      paramLabel = "INK",
      description =
          "${COMPLETION-CANDIDATES}; auto, the default, looks at the brightness of the border.")
  void ink(InkChoice choice) {
    ink = choice;
  }

  @Option(
      names = "--centre",
      paramLabel = "WHEN",
      description =
          "Cut the digit out and centre it instead of stretching the whole picture: "
              + "${COMPLETION-CANDIDATES}; auto, the default, does so unless the picture has "
              + "the network's size.")
  void centre(Centring choice) {
    centring = choice;
  }

  @Override
  public Integer call() throws IOException {
    Path file = model != null ? model : surroundings.folder().resolve(QuickstartCommand.FILE);
    PackedModel packed = ModelFile.read(file);
    List<Answer> answers = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    try (Engine engine = engineOptions.start();
        InferenceSession session = InferenceSession.of(packed, engine)) {
      for (Path image : images) {
        try {
          answers.add(answer(session, image));
        } catch (DataFileException | CommandFailure e) {
          faults.add(String.valueOf(e.getMessage()));
        }
      }
    }
    if (!answers.isEmpty()) {
      Answers all = new Answers(file.toString(), answers);
      common.publish(surroundings, all, text -> print(answers, text));
    }
    if (!faults.isEmpty()) {
      throw new CommandFailure(String.join("; ", faults));
    }
    return 0;
  }

  private Answer answer(InferenceSession session, Path file) throws IOException {
    Preprocessing preprocessing = session.facts().preprocessing();
    ImageFile picture = ImageFile.read(file);
    Fitting fitting = chosen(Fitting.guess(picture, preprocessing));
    Shape shape =
        Shape.of(1, preprocessing.height(), preprocessing.width(), preprocessing.channels());
    Tensor input = Tensor.of(shape, input(file, picture, preprocessing, fitting));
    Prediction prediction = session.classify(input).getFirst();
    return new Answer(
        file.toString(),
        InkChoice.valueOf(fitting.ink().name()).toString(),
        fitting.placement() == Fitting.Placement.CENTRED,
        prediction.top(TOP));
  }

  private static float[] input(
      Path file, ImageFile picture, Preprocessing preprocessing, Fitting fitting) {
    try {
      return picture.input(preprocessing, fitting);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(file + ": " + e.getMessage());
    }
  }

  private Fitting chosen(Fitting guess) {
    Ink drawnWith =
        switch (ink) {
          case AUTO -> guess.ink();
          case LIGHT_ON_DARK -> Ink.LIGHT_ON_DARK;
          case DARK_ON_LIGHT -> Ink.DARK_ON_LIGHT;
        };
    Fitting.Placement placement =
        switch (centring) {
          case AUTO -> guess.placement();
          case ALWAYS -> Fitting.Placement.CENTRED;
          case NEVER -> Fitting.Placement.STRETCHED;
        };
    return new Fitting(drawnWith, placement);
  }

  private static void print(List<Answer> answers, PrintWriter text) {
    for (Answer answer : answers) {
      text.println(answer.image + " (" + answer.ink + (answer.centred ? ", centred" : "") + ")");
      for (Prediction.Candidate candidate : answer.candidates) {
        text.printf(
            Locale.ROOT, "  %-12s %6.2f %%%n", candidate.name(), 100 * candidate.probability());
      }
    }
  }
}
