package dev.alq.bench;

import dev.alq.data.ImageFolder;
import dev.alq.dataset.Augmentation;
import dev.alq.dataset.Dataset;
import dev.alq.dataset.Normalization;
import dev.alq.dataset.NormalizationTable;
import dev.alq.dataset.Picture;
import dev.alq.dataset.Pictures;
import dev.alq.dataset.Preprocessing;
import dev.alq.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Training pictures of a network as real training reads them: small ones from memory with a border,
 * crop and flip; for networks that take 224×224, JPEG files of photographs' size in class folders,
 * with a crop of random size and a flip.
 */
final class LoadedPictures implements AutoCloseable {

  private static final int BORDER = 4;
  private static final int LARGE = 224;
  private static final int PHOTO_WIDTH = 500;
  private static final int PHOTO_HEIGHT = 375;

  private final Dataset augmented;
  private final List<Path> files;

  private LoadedPictures(Dataset augmented, List<Path> files) {
    this.augmented = augmented;
    this.files = files;
  }

  /**
   * Puts pictures in place.
   *
   * @param model the network
   * @param count how many
   * @return the pictures, to be closed
   */
  static LoadedPictures of(Model model, int count) {
    Shape image = model.images(1);
    if (image.dimension(1) < LARGE) {
      return new LoadedPictures(
          Augmentation.Transforms.padCropFlip(BORDER).apply(new Noise(model, count)), List.of());
    }
    try {
      List<Path> files = write(count);
      ImageFolder folder = ImageFolder.open(files.getFirst(), ImageFolder.Options.ILSVRC12);
      return new LoadedPictures(
          Augmentation.Transforms.resizedCropFlip(image.dimension(1)).apply(folder), files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The pictures with their augmentation. */
  Dataset augmented() {
    return augmented;
  }

  /** Files and folders that lie on the disk until this is closed, the outermost first. */
  List<Path> files() {
    return List.copyOf(files);
  }

  /** Returns what is to be deleted at the end, the outermost folder first. */
  private static List<Path> write(int count) throws IOException {
    List<Path> written = new ArrayList<>();
    Path root = Files.createTempDirectory("alq-bench");
    written.add(root);
    Path folder = Files.createDirectory(root.resolve("class"));
    written.add(folder);
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve(i + ".jpeg");
      ImageIO.write(photograph(i), "jpeg", file.toFile());
      written.add(file);
    }
    return written;
  }

  /** Coarse noise: JPEG packs it about as well as photographs. */
  private static BufferedImage photograph(int number) {
    SplittableRandom random = new SplittableRandom(Inputs.SEED + number);
    int coarse = 8;
    long blocks = (PHOTO_WIDTH / coarse + 1L) * (PHOTO_HEIGHT / coarse + 1L);
    int[] colours = random.ints(blocks).toArray();
    BufferedImage picture =
        new BufferedImage(PHOTO_WIDTH, PHOTO_HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < PHOTO_HEIGHT; y++) {
      for (int x = 0; x < PHOTO_WIDTH; x++) {
        int colour = colours[y / coarse * (PHOTO_WIDTH / coarse + 1) + x / coarse];
        picture.setRGB(x, y, colour + random.nextInt(8) * 0x010101);
      }
    }
    return picture;
  }

  @Override
  public void close() {
    try {
      for (Path file : files.reversed()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pictures of noise that are held as bytes, like those of CIFAR-10. */
  private static final class Noise implements Pictures {
    private final Preprocessing preprocessing;
    private final NormalizationTable table;
    private final List<byte[]> levels;

    Noise(Model model, int count) {
      Shape image = model.images(1);
      int channels = image.dimension(3);
      Normalization normalization =
          new Normalization(
              Collections.nCopies(channels, 0.5f), Collections.nCopies(channels, 0.25f));
      preprocessing =
          new Preprocessing(
              image.dimension(1),
              image.dimension(2),
              normalization,
              IntStream.range(0, model.classes()).mapToObj(Integer::toString).toList());
      table = new NormalizationTable(normalization);
      SplittableRandom random = new SplittableRandom(Inputs.SEED);
      levels =
          Stream.generate(
                  () -> {
                    byte[] bytes = new byte[image.size()];
                    random.nextBytes(bytes);
                    return bytes;
                  })
              .limit(count)
              .toList();
    }

    @Override
    public Preprocessing preprocessing() {
      return preprocessing;
    }

    @Override
    public Picture picture(int index) {
      return new Picture(
          preprocessing.height(),
          preprocessing.width(),
          preprocessing.channels(),
          levels.get(index));
    }

    @Override
    public int size() {
      return levels.size();
    }

    @Override
    public Shape imageShape() {
      return preprocessing.imageShape();
    }

    @Override
    public List<String> classNames() {
      return preprocessing.classNames();
    }

    @Override
    public int label(int index) {
      return index % classNames().size();
    }

    @Override
    public void image(int index, long draw, float[] target, int offset) {
      byte[] image = levels.get(index);
      table.apply(image, 0, image.length, target, offset);
    }

    @Override
    public String contentHash() {
      return "noise";
    }
  }
}
