package dev.alq.examples.run;

import dev.alq.examples.choice.ImageData;
import dev.alq.examples.choice.Network;
import dev.alq.examples.choice.NetworkPlan;
import dev.alq.examples.console.CommandFailure;
import dev.alq.models.Recipe;
import dev.alq.models.RecipeJson;
import dev.alq.train.RunDescription;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A job as a run folder records it. What is asked for fails with a {@link CommandFailure} where the
 * folder does not record it, or names something that is unknown here.
 *
 * @param description what the folder says
 */
public record RecordedJob(RunDescription description) {

  static final String COMMAND = "command";
  static final String NETWORK = "network";
  static final String WIDTH = "width";
  static final String WEIGHTS = "weights";
  static final String SHAPE = "image shape";
  static final String DATA = "data";
  static final String IMAGES = "images";

  /**
   * How the network is trained.
   *
   * @return the recipe
   * @throws IOException if it is no recipe
   */
  public Recipe recipe() throws IOException {
    return RecipeJson.parse("recipe of the run", description.recipe());
  }

  /**
   * Whether the network is one that comes with this program.
   *
   * @return false if it is one of the user's own
   */
  public boolean hasKnownNetwork() {
    String name = description.facts().get(NETWORK);
    return Arrays.stream(Network.values()).anyMatch(network -> network.toString().equals(name));
  }

  /**
   * The network as files and tables name it; one of the user's own as the run names it.
   *
   * @return its name; empty if the run does not record it
   */
  public String networkName() {
    return hasKnownNetwork() ? plan().toString() : description.facts().getOrDefault(NETWORK, "");
  }

  /**
   * The network and its width.
   *
   * @return both
   */
  public NetworkPlan plan() {
    return new NetworkPlan(network(), width());
  }

  /**
   * The network.
   *
   * @return its name
   */
  public Network network() {
    return known(NETWORK, Network.values());
  }

  /**
   * The width of the network.
   *
   * @return factor of the channels
   */
  public double width() {
    return number(WIDTH, Double::parseDouble);
  }

  /**
   * The data.
   *
   * @return their name
   */
  public ImageData.Name data() {
    return known(DATA, ImageData.Name.values());
  }

  /**
   * Height and width of the images.
   *
   * @return pixels
   */
  public int side() {
    return number(SHAPE, shape -> Integer.parseInt(shape.replaceFirst("^\\[(\\d+), .*", "$1")));
  }

  /**
   * Where all randomness came from.
   *
   * @return the seed
   */
  public long seed() {
    return description.seed();
  }

  /**
   * The number of training images.
   *
   * @return how many
   */
  public int images() {
    return number(IMAGES, Integer::parseInt);
  }

  /**
   * Demands weights where the run began with some from a file: they are not in its folder.
   *
   * @param foreign files as they are named now
   */
  public void requireWeights(ForeignFiles foreign) {
    String begun = description.facts().getOrDefault(WEIGHTS, ForeignFiles.RANDOM);
    if (foreign.from().isEmpty() && !begun.equals(ForeignFiles.RANDOM)) {
      throw new CommandFailure(
          "the run began with weights from a file, " + begun + "; name it again by --from");
    }
  }

  private <T> T number(String fact, Function<String, T> parser) {
    String text = fact(fact);
    try {
      return parser.apply(text);
    } catch (NumberFormatException e) {
      throw new CommandFailure("the run's " + fact + " is no number: " + text);
    }
  }

  private <T> T known(String fact, T[] all) {
    String name = fact(fact);
    return Arrays.stream(all)
        .filter(value -> value.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new CommandFailure("the run's " + fact + " is unknown here: " + name));
  }

  private String fact(String name) {
    String value = description.facts().get(name);
    if (value == null) {
      throw new CommandFailure("the run does not record its " + name);
    }
    return value;
  }
}
