package dev.alq.data;

import dev.alq.dataset.Preprocessing;
import dev.alq.dataset.Resampler;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A picture from a PNG, JPEG, BMP or GIF file (its first frame), as the input of a network.
 *
 * <p>Levels are those that the file stores, without any correction of gamma or colour profile: that
 * is how training images are read. Deeper samples are scaled to 0 … 255 and keep their fraction.
 * Transparent pixels lie on white paper. Colour becomes gray as 0.299 R + 0.587 G + 0.114 B; gray
 * becomes colour by repetition.
 *
 * <p>A picture of another size than the input is stretched to it, whatever its proportions: crop it
 * before if that matters. Shrinking averages the area that an output pixel covers; enlarging
 * interpolates bilinearly between pixel centres. At the size of the input nothing changes. {@link
 * #centredInput} is for digits.
 */
public final class ImageFile {

  /** The largest picture that is decoded, in pixels; checked against the header of the file. */
  public static final int MAX_PIXELS = PictureDecoder.MAX_PIXELS;

  /** The longest side of a picture that is decoded, in pixels; checked against the header too. */
  public static final int MAX_SIDE = PictureDecoder.MAX_SIDE;

  private static final float HALF = 127.5f;
  private static final float BRIGHTEST = 255;

  private final PixelRows pixels;

  private ImageFile(PixelRows pixels) {
    this.pixels = pixels;
  }

  /**
   * Reads a picture.
   *
   * @param file a PNG, JPEG, BMP or GIF file, recognised by its content
   * @return the picture
   * @throws DataFileException if the file is missing, not such a picture, damaged, cut off, larger
   *     than {@link #MAX_PIXELS} or {@link #MAX_SIDE}, or neither gray nor colour of three
   *     components nor CMYK
   * @throws IOException if the file cannot be read
   */
  public static ImageFile read(Path file) throws IOException {
    return decode(file, PictureDecoder.bytes(file));
  }

  /**
   * Decodes a picture that is in memory already.
   *
   * @param name what messages call the picture
   * @param content all that a file of it would hold; not modified
   * @return the picture
   * @throws DataFileException if the content is not such a picture, damaged, cut off, larger than
   *     {@link #MAX_PIXELS} or {@link #MAX_SIDE}, or neither gray nor colour of three components
   *     nor CMYK
   */
  public static ImageFile decode(Path name, byte[] content) throws DataFileException {
    return new ImageFile(PictureDecoder.decode(name, content, rows -> rows));
  }

  /**
   * The width of the picture.
   *
   * @return columns of the file's picture
   */
  public int width() {
    return pixels.width();
  }

  /**
   * The height of the picture.
   *
   * @return rows of the file's picture
   */
  public int height() {
    return pixels.height();
  }

  /**
   * The picture as the input of a network, levels as they are.
   *
   * @param preprocessing size, channels and normalization the network was trained with
   * @return a new array, height · width · channels of the preprocessing in the order H,W,C
   * @throws IllegalArgumentException if the channels are neither 1 nor 3
   */
  public float[] input(Preprocessing preprocessing) {
    return input(preprocessing, Ink.LIGHT_ON_DARK);
  }

  /**
   * The picture as the input of a network that was trained on light ink.
   *
   * @param preprocessing size, channels and normalization the network was trained with
   * @param ink what this picture is drawn with; {@link #borderInk()} guesses it
   * @return a new array, height · width · channels of the preprocessing in the order H,W,C
   * @throws IllegalArgumentException if the channels are neither 1 nor 3
   */
  public float[] input(Preprocessing preprocessing, Ink ink) {
    float[] levels =
        Resampler.resize(
            pixels, preprocessing.channels(), preprocessing.height(), preprocessing.width());
    if (ink == Ink.DARK_ON_LIGHT) {
      for (int i = 0; i < levels.length; i++) {
        levels[i] = BRIGHTEST - levels[i];
      }
    }
    preprocessing.normalization().applyInPlace(levels, 0, levels.length);
    return levels;
  }

  /**
   * The picture as the input of a network, fitted in a given way.
   *
   * @param preprocessing size, channels and normalization the network was trained with
   * @param fitting ink and placement; {@link Fitting#guess} says what fits most pictures
   * @return a new array, height · width · channels of the preprocessing in the order H,W,C
   * @throws IllegalArgumentException if the channels are neither 1 nor 3, or the picture is to be
   *     centred and is blank or the network does not take gray images
   */
  public float[] input(Preprocessing preprocessing, Fitting fitting) {
    return switch (fitting.placement()) {
      case STRETCHED -> input(preprocessing, fitting.ink());
      case CENTRED -> centredInput(preprocessing, fitting.ink());
    };
  }

  /**
   * The picture of a digit as the input of a network that was trained on MNIST: not stretched, but
   * cut out where the ink is, scaled with its proportions so that the longer side takes 20 of 28
   * pixels, and moved so that its centre of mass is the centre. The mean of the picture's border
   * becomes black and the strongest ink white.
   *
   * @param preprocessing size, channels and normalization the network was trained with
   * @param ink what this picture is drawn with; {@link #borderInk()} guesses it
   * @return a new array, height · width in the order H,W
   * @throws IllegalArgumentException if the network does not take gray images, or the picture is
   *     blank
   */
  public float[] centredInput(Preprocessing preprocessing, Ink ink) {
    if (preprocessing.channels() != 1) {
      throw new IllegalArgumentException(
          "digits are gray, but the network takes " + preprocessing.channels() + " channels");
    }
    float[] levels = DigitFrame.place(pixels, ink, preprocessing.height(), preprocessing.width());
    preprocessing.normalization().applyInPlace(levels, 0, levels.length);
    return levels;
  }

  /**
   * Guesses the ink from the border, where a digit leaves its ground free.
   *
   * @return dark ink if the outermost pixels are brighter than half on average, else light ink
   */
  public Ink borderInk() {
    return DigitFrame.border(pixels) > HALF ? Ink.DARK_ON_LIGHT : Ink.LIGHT_ON_DARK;
  }
}
