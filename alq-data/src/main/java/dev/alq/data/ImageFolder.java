package dev.alq.data;

import dev.alq.container.Hashes;
import dev.alq.dataset.Normalization;
import dev.alq.dataset.NormalizationTable;
import dev.alq.dataset.Picture;
import dev.alq.dataset.Pictures;
import dev.alq.dataset.Preprocessing;
import dev.alq.dataset.Transform;
import dev.alq.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pictures in folders, one folder per class, as ILSVRC12 and many others come: {@code
 * root/n01440764/n01440764_10026.JPEG}. Labels are the positions of the folder names in ascending
 * order. A picture may lie deeper inside its class folder, and links are followed.
 *
 * <p>PNG, JPEG (gray, colour, CMYK), BMP and GIF are read as {@link ImageFile} does, at each
 * reading anew and by as many threads as the machine has processors. A picture whose shorter side
 * is longer than the options say is shrunk to that length at once, with its proportions: from there
 * on training crops and evaluation begin, and that is what a {@link Options#cache cache} holds, so
 * that a cache makes no difference to any result.
 *
 * <p>Without augmentation an image is the middle of the picture after its shorter side was brought
 * to that length. A file that is missing or damaged when it is its turn ends the reading with an
 * {@link UncheckedIOException} whose cause is a {@link DataFileException}.
 */
public final class ImageFolder implements Pictures {

  /**
   * How pictures become inputs.
   *
   * @param side height and width of the inputs
   * @param shorterSide length to which the shorter side of a picture is brought before the middle
   *     is cut out; at least {@code side}
   * @param normalization from levels to inputs, of one channel for gray and three for colour
   * @param cache a folder for decoded pictures, made if need be, or null to decode at each reading.
   *     An entry counts as long as the file has the size and time of modification that it had; if
   *     the time differs, or was too fresh to be relied upon, the SHA-256 of the file decides. It
   *     may be deleted at any time
   */
  public record Options(
      int side, int shorterSide, Normalization normalization, @Nullable Path cache) {

    /** As networks for ILSVRC12 are trained: 224 of 256 pixels. */
    public static final Options ILSVRC12 =
        new Options(
            224,
            256,
            new Normalization(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f)),
            null);

    /** Checks the ranges. */
    public Options {
      boolean grayOrColour = normalization.channels() == 1 || normalization.channels() == 3;
      if (side < 1 || shorterSide < side || !grayOrColour) {
        throw new IllegalArgumentException(
            side + " of " + shorterSide + " pixels, " + normalization.channels() + " channels");
      }
    }

    /**
     * The same options with another size.
     *
     * @param side height and width of the inputs
     * @param shorterSide length of the shorter side before the middle is cut out
     * @return the options
     */
    public Options withSize(int side, int shorterSide) {
      return new Options(side, shorterSide, normalization, cache);
    }

    /**
     * The same options with a cache.
     *
     * @param cache a folder for decoded pictures
     * @return the options
     */
    public Options withCache(Path cache) {
      return new Options(side, shorterSide, normalization, cache);
    }
  }

  /**
   * Images to learn from and images to report on, of the same classes.
   *
   * @param train the images to learn from
   * @param test the images to report on
   */
  public record Parts(ImageFolder train, ImageFolder test) {}

  /** Where the images to report on may lie; the first that is there is taken. */
  private static final List<String> TEST_FOLDERS = List.of("val", "test");

  private final FolderIndex index;
  private final Options options;
  private final Preprocessing preprocessing;
  private final NormalizationTable table;
  private final PictureStore store;
  private final Transform resize;
  private final Transform crop;
  private @Nullable String contentHash;

  private ImageFolder(FolderIndex index, List<String> classNames, Options options) {
    this.index = index;
    this.options = options;
    this.preprocessing =
        new Preprocessing(options.side(), options.side(), options.normalization(), classNames);
    this.table = new NormalizationTable(options.normalization());
    Path cache = options.cache();
    PictureDecoding decoding =
        new PictureDecoding(options.shorterSide(), options.normalization().channels());
    this.store = cache == null ? decoding : new PictureCache(cache, decoding);
    this.resize = new Transform.Resize(options.shorterSide());
    this.crop = new Transform.CentreCrop(options.side(), options.side());
  }

  /**
   * Looks through a folder. No picture is opened yet.
   *
   * @param folder holds a folder for each class; if it or the folder around it has a file {@code
   *     synset_words.txt} or {@code LOC_synset_mapping.txt}, classes are called by its words
   * @param options how pictures become inputs
   * @return the pictures
   * @throws DataFileException if there is no such folder, it has no class folder, a class folder
   *     has no picture, or links lead in a circle or nowhere
   * @throws IOException if a folder cannot be read
   */
  public static ImageFolder open(Path folder, Options options) throws IOException {
    FolderIndex index = FolderIndex.of(folder);
    return new ImageFolder(index, SynsetNames.of(folder, index.classes()), options);
  }

  /**
   * Looks through the folders {@code train} and {@code val} (or {@code test}) of a folder.
   *
   * @param root the folder around them
   * @param options how pictures become inputs
   * @return both parts
   * @throws DataFileException as {@link #open} and {@link #sibling}
   * @throws IOException if a folder cannot be read
   */
  public static Parts load(Path root, Options options) throws IOException {
    ImageFolder train = open(root.resolve("train"), options);
    for (String name : TEST_FOLDERS) {
      Path folder = root.resolve(name);
      if (Files.isDirectory(folder)) {
        return new Parts(train, train.sibling(folder));
      }
    }
    throw new DataFileException(
        root, "has no folder " + String.join("/ or ", TEST_FOLDERS) + "/ beside train/");
  }

  /**
   * Looks through a folder that must have the same classes as this one, such as that of the images
   * to report on.
   *
   * @param folder holds a folder for each class
   * @return the pictures, with the options of these, and classes called by the same words
   * @throws DataFileException as {@link #open}, and if a class is missing or unknown
   * @throws IOException if a folder cannot be read
   */
  public ImageFolder sibling(Path folder) throws IOException {
    FolderIndex other = FolderIndex.of(folder);
    for (String name : index.classes()) {
      if (!other.classes().contains(name)) {
        throw new DataFileException(folder, "lacks the class folder " + name);
      }
    }
    for (String name : other.classes()) {
      if (!index.classes().contains(name)) {
        throw new DataFileException(
            folder, "has a class folder that " + index.root() + " has not: " + name);
      }
    }
    return new ImageFolder(other, classNames(), options);
  }

  @Override
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public int size() {
    return index.size();
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
  public int label(int position) {
    return index.labels()[position];
  }

  @Override
  public int readers() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * The picture of a file, shrunk where its shorter side is longer than the options say.
   *
   * @param position which one
   * @return its levels
   * @throws UncheckedIOException if the file is missing or damaged
   */
  @Override
  public Picture picture(int position) {
    try {
      return store.picture(index.file(position));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void image(int position, long draw, float[] target, int offset) {
    Picture whole = resize.apply(picture(position), draw);
    table.apply(crop.apply(whole, draw), imageShape(), target, offset);
  }

  /**
   * The data as a number to compare by. Reads every file once, when it is asked for the first time,
   * except those whose hash the cache knows.
   *
   * @return SHA-256 over the SHA-256 of each file (32 bytes) and its label (32 bits, big-endian)
   * @throws UncheckedIOException if a file cannot be read
   */
  @Override
  public synchronized String contentHash() {
    String known = contentHash;
    if (known == null) {
      known = hash();
      contentHash = known;
    }
    return known;
  }

  private String hash() {
    MessageDigest digest = Hashes.newDigest();
    try {
      for (int i = 0; i < index.size(); i++) {
        digest.update(store.hash(index.file(i)));
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, label(i)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Hashes.hex(digest);
  }
}
