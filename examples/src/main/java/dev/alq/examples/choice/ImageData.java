package dev.alq.examples.choice;

import dev.alq.data.ByteImages;
import dev.alq.data.Cifar10;
import dev.alq.data.ImageFolder;
import dev.alq.data.Mnist;
import dev.alq.data.SyntheticDigits;
import dev.alq.dataset.Augmentation;
import dev.alq.dataset.Pictures;
import dev.alq.examples.console.CommandFailure;
import dev.alq.models.Recipe;
import dev.alq.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Images to learn from and images to report on.
 *
 * @param name which data it is
 * @param origin for human readers: what it is and where it comes from
 * @param train the images to learn from
 * @param test the images to report on
 */
public record ImageData(Name name, String origin, Pictures train, Pictures test) {

  private static final long TRAIN_SEED = 1;
  private static final long TEST_SEED = 2;

  /** The data sets by name. */
  public enum Name {
    /** Handwritten digits, from four files. */
    MNIST,
    /** Small colour images, from an archive or its files. */
    CIFAR10,
    /** Photographs in class folders, as ILSVRC12 comes. */
    IMAGENET,
    /** Digits that are drawn by the program. */
    SYNTHETIC,
    /** Pictures in the user's own class folders. */
    FOLDER;

    /**
     * Whether they are files of pictures, which can be brought to any size.
     *
     * @return whether they are
     */
    public boolean isOfPictures() {
      return switch (this) {
        case IMAGENET, FOLDER -> true;
        case MNIST, CIFAR10, SYNTHETIC -> false;
      };
    }

    /**
     * Whether it has a folder of its name inside the data folder.
     *
     * @return whether it has
     */
    public boolean isInDataFolder() {
      return switch (this) {
        case MNIST, CIFAR10, IMAGENET -> true;
        case SYNTHETIC, FOLDER -> false;
      };
    }

    /** The word for it on the command line, and its folder inside the data folder, if any. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Whether a folder with data sets has one of that name, intact or not.
   *
   * @param folder the folder of the data sets
   * @param name which one
   * @return whether there is something of its name
   */
  public static boolean isIn(Path folder, Name name) {
    return Files.exists(folder.resolve(name.toString()));
  }

  /**
   * Reads MNIST.
   *
   * @param folder the folder that holds {@code mnist/}
   * @return both parts
   * @throws IOException if it is not there or damaged
   */
  public static ImageData mnist(Path folder) throws IOException {
    Path files = folder.resolve(Name.MNIST.toString());
    Mnist mnist = Mnist.load(files);
    return new ImageData(Name.MNIST, "MNIST from " + files, mnist.train(), mnist.test());
  }

  /**
   * Reads CIFAR-10.
   *
   * @param folder the folder that holds {@code cifar10/}
   * @return both parts
   * @throws IOException if it is not there or damaged
   */
  public static ImageData cifar10(Path folder) throws IOException {
    Path files = folder.resolve(Name.CIFAR10.toString());
    Cifar10 cifar = Cifar10.load(files);
    return new ImageData(Name.CIFAR10, "CIFAR-10 from " + files, cifar.train(), cifar.test());
  }

  /**
   * Looks through the class folders of ILSVRC12.
   *
   * @param folder the folder that holds {@code imagenet/}
   * @param options how pictures become inputs
   * @return both parts; pictures are read when they are asked for
   * @throws IOException if it is not there or not as it should be
   */
  public static ImageData imagenet(Path folder, ImageFolder.Options options) throws IOException {
    Path files = folder.resolve(Name.IMAGENET.toString());
    return of(Name.IMAGENET, "photographs", files, options);
  }

  /**
   * Looks through class folders.
   *
   * @param folder the folder that holds {@code train/} and {@code val/} or {@code test/}
   * @param options how pictures become inputs
   * @return both parts; pictures are read when they are asked for
   * @throws IOException if one of them is missing or not as it should be
   */
  public static ImageData folder(Path folder, ImageFolder.Options options) throws IOException {
    return of(Name.FOLDER, "pictures", folder, options);
  }

  private static ImageData of(Name name, String what, Path folder, ImageFolder.Options options)
      throws IOException {
    ImageFolder.Parts parts = ImageFolder.load(folder, options);
    String origin = what + " of " + parts.train().classNames().size() + " classes from " + folder;
    return new ImageData(name, origin, parts.train(), parts.test());
  }

  /**
   * Draws digits, the same ones each time.
   *
   * @param effort how many
   * @return both parts
   */
  public static ImageData synthetic(Effort effort) {
    return new ImageData(
        Name.SYNTHETIC,
        "synthetic digits",
        SyntheticDigits.of(TRAIN_SEED, effort.drawnTrain()),
        SyntheticDigits.of(TEST_SEED, effort.drawnTest()));
  }

  /**
   * For human readers: origin and sizes.
   *
   * @return one line
   */
  public String description() {
    return String.format(
        Locale.ROOT, "%s: %,d images to learn, %,d to test", origin, train.size(), test.size());
  }

  /**
   * The hash of the training images, where it is known without reading every file of a folder.
   *
   * @return SHA-256
   */
  public Optional<String> knownHash() {
    return train instanceof ByteImages images
        ? Optional.of(images.contentHash())
        : Optional.empty();
  }

  /**
   * Demands images that a network takes.
   *
   * @param network which one
   * @throws CommandFailure if it takes other ones
   */
  public void requireFor(Network network) {
    Shape given = train.imageShape();
    int channels = network.normalization().channels();
    int side = network.side().orElse(given.dimension(0));
    if (!given.equals(Shape.of(side, side, channels))) {
      throw new CommandFailure(
          String.format(
              Locale.ROOT,
              "%s takes images %d×%d×%d; %s has %s",
              network,
              side,
              side,
              channels,
              name,
              given));
    }
  }

  /**
   * The recipe for these images: pictures of any size are cropped at random sizes where the recipe
   * crops at all.
   *
   * @param recipe a recipe for the network
   * @return the recipe to train by
   */
  public Recipe fitted(Recipe recipe) {
    boolean anySize = name == Name.IMAGENET || name == Name.FOLDER;
    return anySize && recipe.augmentation() instanceof Augmentation.Transforms
        ? recipe.withAugmentation(
            Augmentation.Transforms.resizedCropFlip(train.preprocessing().height()))
        : recipe;
  }
}
