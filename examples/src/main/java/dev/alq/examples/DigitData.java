package dev.alq.examples;

import dev.alq.data.ByteImages;
import dev.alq.data.Mnist;
import dev.alq.data.SyntheticDigits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Images to learn from and images to report on.
 *
 * @param name which data it is
 * @param origin for human readers: what it is and where it comes from
 * @param train the images to learn from
 * @param test the images to report on
 */
record DigitData(Name name, String origin, ByteImages train, ByteImages test) {

  private static final String MNIST_FOLDER = "mnist";
  private static final long TRAIN_SEED = 1;
  private static final long TEST_SEED = 2;

  /** The data sets by name. */
  enum Name {
    /** Handwritten digits, from four files. */
    MNIST,
    /** Digits that are drawn by the program. */
    SYNTHETIC;

    /** The word for it on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether a folder with data sets has one of that name, intact or not. */
  static boolean hasMnist(Path folder) {
    return Files.exists(folder.resolve(MNIST_FOLDER));
  }

  /**
   * Reads MNIST.
   *
   * @param folder the folder that holds {@code mnist/}
   * @throws IOException if it is not there or damaged
   */
  static DigitData mnist(Path folder) throws IOException {
    Path files = folder.resolve(MNIST_FOLDER);
    Mnist mnist = Mnist.load(files);
    return new DigitData(Name.MNIST, "MNIST from " + files, mnist.train(), mnist.test());
  }

  /** Draws digits, the same ones each time. */
  static DigitData synthetic(Effort effort) {
    return new DigitData(
        Name.SYNTHETIC,
        "synthetic digits",
        SyntheticDigits.of(TRAIN_SEED, effort.drawnTrain()),
        SyntheticDigits.of(TEST_SEED, effort.drawnTest()));
  }

  /** For human readers: origin and sizes. */
  String description() {
    return String.format(
        Locale.ROOT, "%s: %,d images to learn, %,d to test", origin, train.size(), test.size());
  }
}
