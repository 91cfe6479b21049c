package dev.alq.data;

import dev.alq.dataset.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The handwritten digits of MNIST (LeCun, Cortes and Burges), or any other set in its four files,
 * 28 by 28 pixels, light ink on dark ground.
 *
 * @param train the images to learn from; 60,000 in the original
 * @param test the images to report on; 10,000 in the original
 */
public record Mnist(ByteImages train, ByteImages test) {

  private static final int IMAGE_RANK = 3;
  private static final int LABEL_RANK = 1;

  /** As many as fit into one array; keeps hostile label files small. */
  private static final int MAX_IMAGES = Integer.MAX_VALUE / (Digits.SIDE * Digits.SIDE) - 1;

  private static final int LABELS_OFFSET = 2 * Integer.BYTES;

  /**
   * Reads {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code
   * t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, each as it is or with {@code .gz}
   * appended (where both are present, as it is).
   *
   * @param directory where the files lie
   * @return both parts
   * @throws DataFileException if a file is missing, damaged, or not what its name says
   * @throws IOException if a file cannot be read
   */
  public static Mnist load(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new DataFileException(
          directory, "no such folder; it must hold the four files of MNIST, plain or as .gz");
    }
    return new Mnist(part(directory, "train"), part(directory, "t10k"));
  }

  /**
   * What a network trained on digits demands of a picture.
   *
   * @return 28 by 28, gray, mean 0.1307, standard deviation 0.3081, classes "0" to "9"
   */
  public static Preprocessing preprocessing() {
    return Digits.PREPROCESSING;
  }

  private static ByteImages part(Path directory, String name) throws IOException {
    Path imageFile = find(directory, name + "-images-idx3-ubyte");
    Path labelFile = find(directory, name + "-labels-idx1-ubyte");
    IdxFile labels = IdxFile.read(labelFile, LABEL_RANK, Mnist::faultInLabelExtents);
    checkLabels(labels);
    int count = labels.data().length;
    IdxFile images =
        IdxFile.read(imageFile, IMAGE_RANK, extents -> faultInExtents(extents, count, labelFile));
    return new ByteImages(Digits.PREPROCESSING, images.data(), labels.data());
  }

  private static Optional<String> faultInLabelExtents(int[] extents) {
    return extents[0] > MAX_IMAGES
        ? Optional.of(extents[0] + " labels, can be " + MAX_IMAGES + " at most")
        : Optional.empty();
  }

  private static Optional<String> faultInExtents(int[] extents, int labels, Path labelFile) {
    if (extents[1] != Digits.SIDE || extents[2] != Digits.SIDE) {
      return Optional.of(
          "images of " + extents[1] + " by " + extents[2] + " pixels, must be 28 by 28");
    }
    return extents[0] == labels
        ? Optional.empty()
        : Optional.of(extents[0] + " images, but " + labels + " labels in " + labelFile);
  }

  private static void checkLabels(IdxFile labels) throws DataFileException {
    byte[] data = labels.data();
    for (int i = 0; i < data.length; i++) {
      int label = Byte.toUnsignedInt(data[i]);
      if (label >= Digits.CLASSES) {
        throw new DataFileException(
            labels.path(),
            "label " + label + " at offset " + (LABELS_OFFSET + i) + ", must be 0 to 9");
      }
    }
  }

  private static Path find(Path directory, String name) throws DataFileException {
    Path plain = directory.resolve(name);
    if (Files.isRegularFile(plain)) {
      return plain;
    }
    Path zipped = directory.resolve(name + ".gz");
    if (Files.isRegularFile(zipped)) {
      return zipped;
    }
    throw new DataFileException(
        zipped, "no such file, nor " + name + "; put the four files of MNIST into this folder");
  }
}
