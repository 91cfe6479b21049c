package dev.alq.data;

import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The small colour images of CIFAR-10 (Krizhevsky, 2009), 32 by 32 pixels in ten classes, from the
 * files of its binary version.
 *
 * @param train the images to learn from: 50,000
 * @param test the images to report on: 10,000
 */
public record Cifar10(ByteImages train, ByteImages test) {

  /** The name of the archive as it is downloaded. */
  public static final String ARCHIVE = "cifar-10-binary.tar.gz";

  /** The name of the folder inside the archive. */
  public static final String FOLDER = "cifar-10-batches-bin";

  static final int SIDE = 32;
  static final int COLOURS = 3;
  static final int TRAIN_FILES = 5;

  private static final int BATCH_IMAGES = 10_000;

  private static final Preprocessing PREPROCESSING =
      new Preprocessing(
          SIDE,
          SIDE,
          new Normalization(List.of(0.4914f, 0.4822f, 0.4465f), List.of(0.2023f, 0.1994f, 0.2010f)),
          List.of(
              "airplane",
              "automobile",
              "bird",
              "cat",
              "deer",
              "dog",
              "frog",
              "horse",
              "ship",
              "truck"));

  /**
   * Reads {@code data_batch_1.bin} to {@code data_batch_5.bin} and {@code test_batch.bin}. They may
   * lie in the folder itself, in {@value #FOLDER} below it, or in {@value #ARCHIVE}, which is read
   * without unpacking it; the first of these that is there is taken.
   *
   * @param directory where the files lie
   * @return both parts
   * @throws DataFileException if a file is missing, damaged, or not what its name says
   * @throws IOException if a file cannot be read
   */
  public static Cifar10 load(Path directory) throws IOException {
    return load(directory, BATCH_IMAGES);
  }

  /**
   * What a network trained on these images demands of a picture.
   *
   * @return 32 by 32, colour, mean (0.4914, 0.4822, 0.4465), standard deviation (0.2023, 0.1994,
   *     0.2010) and the ten class names
   */
  public static Preprocessing preprocessing() {
    return PREPROCESSING;
  }

  /** Reads files that hold another number of images, as tests write them. */
  static Cifar10 load(Path directory, int batchImages) throws IOException {
    CifarBatches batches = new CifarBatches(batchImages);
    if (!Files.isDirectory(directory)) {
      throw new DataFileException(
          directory, "no such folder; it must hold " + ARCHIVE + " or " + FOLDER + "/");
    }
    Path unpacked = directory.resolve(FOLDER);
    Path archive = directory.resolve(ARCHIVE);
    if (Files.exists(directory.resolve(CifarBatches.NAMES.getFirst()))) {
      batches.readFolder(directory);
    } else if (Files.isDirectory(unpacked)) {
      batches.readFolder(unpacked);
    } else if (Files.isRegularFile(archive)) {
      batches.readArchive(archive);
    } else {
      throw new DataFileException(
          archive, "no such file, nor " + FOLDER + "/; put the archive into this folder");
    }
    return new Cifar10(batches.train(PREPROCESSING), batches.test(PREPROCESSING));
  }
}
