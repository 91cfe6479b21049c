package dev.alq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {

  @TempDir Path folder;

  /** Levels as they are, between 0 and 1. */
  private static Preprocessing plain(int height, int width, int channels) {
    Normalization none =
        new Normalization(Collections.nCopies(channels, 0f), Collections.nCopies(channels, 1f));
    return new Preprocessing(height, width, none, List.of("any"));
  }

  private ImageFile written(BufferedImage image, String format) throws IOException {
    Path file = folder.resolve("picture." + format);
    assertTrue(ImageIO.write(image, format, file.toFile()), format);
    return ImageFile.read(file);
  }

  private static BufferedImage filled(int type, int... samples) {
    BufferedImage image = new BufferedImage(3, 5, type);
    fill(image, samples);
    return image;
  }

  private static void fill(BufferedImage image, int... samples) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.getRaster().setPixel(x, y, samples);
      }
    }
  }

  private static void assertLevels(ImageFile image, int channels, float... levels) {
    float[] input = image.input(plain(5, 3, channels));
    assertEquals(15 * channels, input.length);
    for (int i = 0; i < input.length; i++) {
      assertEquals(levels[i % channels] / 255, input[i], 1e-7f, "position " + i);
    }
  }

  /** Behind the start marker and the first segment. */
  private static byte[] withProfile(byte[] jpeg, byte[] content) {
    byte[] name = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
    int start = 20;
    return ByteBuffer.allocate(jpeg.length + 4 + name.length + 2 + content.length)
        .put(jpeg, 0, start)
        .putShort((short) 0xFFE2)
        .putShort((short) (2 + name.length + 2 + content.length))
        .put(name)
        .put(new byte[] {1, 1})
        .put(content)
        .put(jpeg, start, jpeg.length - start)
        .array();
  }

  /** The decoder of the platform would turn 120 into 184 by this profile of linear light. */
  @Test
  void levelsOfJpegAreNotConvertedByItsColourProfile() throws IOException {
    BufferedImage image = filled(BufferedImage.TYPE_3BYTE_BGR, 120, 64, 32);
    byte[] jpeg = PictureFiles.encoded(image, "jpeg");
    Path name = Path.of("posted");
    float[] expected = ImageFile.decode(name, jpeg).input(plain(5, 3, 3));
    byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    for (byte[] profile : List.of(linear, new byte[] {1, 2, 3})) {
      byte[] profiled = withProfile(jpeg, profile);
      byte[] before = profiled.clone();
      assertArrayEquals(expected, ImageFile.decode(name, profiled).input(plain(5, 3, 3)));
      assertArrayEquals(before, profiled, "the content is not modified");
    }
    byte[] gray = PictureFiles.encoded(filled(BufferedImage.TYPE_BYTE_GRAY, 120), "jpeg");
    byte[] grayLight = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
    assertLevels(ImageFile.decode(name, withProfile(gray, grayLight)), 1, 120);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 120, 182, 254, 255})
  void grayStaysGray(int level) throws IOException {
    BufferedImage image = filled(BufferedImage.TYPE_BYTE_GRAY, level);
    for (String format : new String[] {"png", "bmp", "gif"}) {
      ImageFile read = written(image, format);
      assertLevels(read, 1, level);
      assertLevels(read, 3, level, level, level);
    }
  }

  @Test
  void jpegIsNearlyTheSame() throws IOException {
    float[] gray = written(filled(BufferedImage.TYPE_BYTE_GRAY, 120), "jpeg").input(plain(5, 3, 1));
    float[] color =
        written(filled(BufferedImage.TYPE_INT_RGB, 200, 100, 50), "jpeg").input(plain(5, 3, 3));
    for (int i = 0; i < gray.length; i++) {
      assertEquals(120 / 255.0, gray[i], 2 / 255.0);
      assertEquals(200 / 255.0, color[3 * i], 4 / 255.0);
      assertEquals(100 / 255.0, color[3 * i + 1], 4 / 255.0);
      assertEquals(50 / 255.0, color[3 * i + 2], 4 / 255.0);
    }
  }

  @Test
  void sixteenBitsKeepTheirFraction() throws IOException {
    assertLevels(
        written(filled(BufferedImage.TYPE_USHORT_GRAY, 120 * 257 + 64), "png"), 1, 120 + 64 / 257f);
    assertLevels(written(filled(BufferedImage.TYPE_USHORT_GRAY, 65535), "png"), 1, 255);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_INT_BGR,
      })
  void colorKeepsTheOrderOfItsChannels(int type) throws IOException {
    for (String format : new String[] {"png", "bmp"}) {
      ImageFile read = written(filled(type, 10, 20, 30), format);
      assertLevels(read, 3, 10, 20, 30);
      assertLevels(read, 1, 0.299f * 10 + 0.587f * 20 + 0.114f * 30);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 255, 255, 255", "255, 10, 20, 30", "51, 206, 208, 210"})
  void transparentColorLiesOnWhite(int alpha, float red, float green, float blue)
      throws IOException {
    BufferedImage image = filled(BufferedImage.TYPE_INT_ARGB, 10, 20, 30, alpha);
    float[] input = written(image, "png").input(plain(5, 3, 3));
    assertEquals(red / 255, input[0], 1e-6f);
    assertEquals(green / 255, input[1], 1e-6f);
    assertEquals(blue / 255, input[2], 1e-6f);
  }

  @Test
  void transparentGrayLiesOnWhite() throws IOException {
    ComponentColorModel colors =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY), true, false, 3, DataBuffer.TYPE_BYTE);
    WritableRaster raster = colors.createCompatibleWritableRaster(3, 5);
    BufferedImage image = new BufferedImage(colors, raster, false, null);
    fill(image, 120, 51);
    assertLevels(written(image, "png"), 1, 0.2f * 120 + 0.8f * 255);
  }

  @Test
  void palettesAreLookedUp() throws IOException {
    byte[] red = {10, 0, 60, (byte) 200};
    byte[] green = {20, 0, 60, 100};
    byte[] blue = {30, 0, 60, 50};
    IndexColorModel palette = new IndexColorModel(2, 4, red, green, blue);
    BufferedImage image = new BufferedImage(3, 5, BufferedImage.TYPE_BYTE_BINARY, palette);
    fill(image, 3);
    for (String format : new String[] {"png", "gif"}) {
      assertLevels(written(image, format), 3, 200, 100, 50);
    }
    fill(image, 2);
    assertLevels(written(image, "png"), 1, 60);
    IndexColorModel holed = new IndexColorModel(2, 4, red, green, blue, 1);
    BufferedImage sheet = new BufferedImage(3, 5, BufferedImage.TYPE_BYTE_BINARY, holed);
    fill(sheet, 1);
    assertLevels(written(sheet, "png"), 3, 255, 255, 255);
  }

  @Test
  void oneBitIsBlackAndWhite() throws IOException {
    BufferedImage image = new BufferedImage(3, 5, BufferedImage.TYPE_BYTE_BINARY);
    fill(image, 1);
    assertLevels(written(image, "png"), 1, 255);
    fill(image, 0);
    assertLevels(written(image, "png"), 1, 0);
  }

  @Test
  void aPictureOfADigitIsTheDigit() throws IOException {
    ByteImages digits = SyntheticDigits.of(3, 10);
    for (int i = 0; i < 10; i++) {
      byte[] levels = digits.levels(i);
      BufferedImage light = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
      BufferedImage dark = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
      for (int p = 0; p < 784; p++) {
        light.getRaster().setSample(p % 28, p / 28, 0, levels[p] & 0xFF);
        dark.getRaster().setSample(p % 28, p / 28, 0, 255 - (levels[p] & 0xFF));
      }
      float[] expected = new float[784];
      digits.image(i, 0, expected, 0);
      ImageFile lightFile = written(light, "png");
      assertEquals(Ink.LIGHT_ON_DARK, lightFile.borderInk());
      assertArrayEquals(expected, lightFile.input(digits.preprocessing()));
      assertArrayEquals(expected, lightFile.input(digits.preprocessing(), Ink.LIGHT_ON_DARK));
      ImageFile darkFile = written(dark, "png");
      assertEquals(Ink.DARK_ON_LIGHT, darkFile.borderInk());
      assertArrayEquals(expected, darkFile.input(digits.preprocessing(), darkFile.borderInk()));
    }
  }

  @Test
  void onlyTheBorderDecidesAboutTheInk() throws IOException {
    BufferedImage image = new BufferedImage(9, 9, BufferedImage.TYPE_BYTE_GRAY);
    fill(image, 255);
    for (int i = 0; i < 9; i++) {
      image.getRaster().setSample(i, 0, 0, 0);
      image.getRaster().setSample(i, 8, 0, 0);
      image.getRaster().setSample(0, i, 0, 0);
      image.getRaster().setSample(8, i, 0, 0);
    }
    assertEquals(Ink.LIGHT_ON_DARK, written(image, "png").borderInk());
    BufferedImage thin = new BufferedImage(1, 5, BufferedImage.TYPE_BYTE_GRAY);
    fill(thin, 255);
    assertEquals(Ink.DARK_ON_LIGHT, written(thin, "png").borderInk());
  }

  @Test
  void reportsTheSizeOfThePicture() throws IOException {
    ImageFile image = written(filled(BufferedImage.TYPE_BYTE_GRAY, 9), "png");
    assertEquals(3, image.width());
    assertEquals(5, image.height());
    Preprocessing two = plain(5, 3, 2);
    assertThrows(IllegalArgumentException.class, () -> image.input(two));
  }

  @ParameterizedTest
  @CsvSource({
    "5, 7, 5, 7",
    "28, 28, 14, 7",
    "10, 9, 3, 4",
    "3, 2, 7, 9",
    "1, 1, 4, 4",
    "2, 9, 5, 3"
  })
  void resizingAgreesWithTheDefinition(int fromHeight, int fromWidth, int height, int width)
      throws IOException {
    BufferedImage image = new BufferedImage(fromWidth, fromHeight, BufferedImage.TYPE_BYTE_GRAY);
    double[][] levels = new double[fromHeight][fromWidth];
    for (int y = 0; y < fromHeight; y++) {
      for (int x = 0; x < fromWidth; x++) {
        int level = (37 * y + 91 * x + y * x) % 256;
        levels[y][x] = level;
        image.getRaster().setSample(x, y, 0, level);
      }
    }
    float[] input = written(image, "png").input(plain(height, width, 1));
    double[] rowWeights = new double[fromHeight];
    double[] columnWeights = new double[fromWidth];
    for (int y = 0; y < height; y++) {
      weights(y, height, rowWeights);
      for (int x = 0; x < width; x++) {
        weights(x, width, columnWeights);
        double expected = 0;
        for (int v = 0; v < fromHeight; v++) {
          for (int u = 0; u < fromWidth; u++) {
            expected += rowWeights[v] * columnWeights[u] * levels[v][u];
          }
        }
        assertEquals(expected / 255, input[y * width + x], 1e-6, "row " + y + ", column " + x);
      }
    }
  }

  /** Oracle: overlap of intervals when shrinking, hat functions on clamped centres otherwise. */
  private static void weights(int i, int to, double[] weights) {
    int from = weights.length;
    double scale = (double) from / to;
    double center = Math.clamp((i + 0.5) * scale - 0.5, 0, from - 1);
    Arrays.setAll(
        weights,
        k ->
            scale >= 1
                ? Math.max(0, Math.min(k + 1, (i + 1) * scale) - Math.max(k, i * scale)) / scale
                : Math.max(0, 1 - Math.abs(k - center)));
  }

  @Test
  void centredDigitIsNormalisedAndGray() throws IOException {
    BufferedImage image = new BufferedImage(90, 60, BufferedImage.TYPE_INT_RGB);
    for (int y = 10; y < 50; y++) {
      for (int x = 60; x < 80; x++) {
        image.getRaster().setPixel(x, y, new int[] {200, 200, 200});
      }
    }
    ImageFile read = written(image, "png");
    float[] input = read.centredInput(plain(28, 28, 1), read.borderInk());
    assertEquals(28 * 28, input.length);
    assertEquals(1, input[14 * 28 + 14], 1e-6f);
    assertEquals(0, input[14 * 28 + 3], 1e-6f);
    assertThrows(
        IllegalArgumentException.class,
        () -> read.centredInput(plain(28, 28, 3), Ink.LIGHT_ON_DARK));
  }

  @Test
  void theGuessedFittingIsThatOfDigitsForGrayNetworksOnly() throws IOException {
    ImageFile bright = written(filled(BufferedImage.TYPE_BYTE_GRAY, 250), "png");
    ImageFile dark = written(filled(BufferedImage.TYPE_BYTE_GRAY, 5), "png");
    Fitting stretched = new Fitting(Ink.LIGHT_ON_DARK, Fitting.Placement.STRETCHED);
    assertEquals(stretched, Fitting.guess(bright, plain(28, 28, 3)));
    assertEquals(stretched, Fitting.guess(dark, plain(5, 3, 1)));
    assertEquals(
        new Fitting(Ink.DARK_ON_LIGHT, Fitting.Placement.STRETCHED),
        Fitting.guess(bright, plain(5, 3, 1)));
    assertEquals(
        new Fitting(Ink.LIGHT_ON_DARK, Fitting.Placement.CENTRED),
        Fitting.guess(dark, plain(28, 28, 1)));
  }

  @Test
  void aFittingChoosesBetweenTheInputs() throws IOException {
    BufferedImage paper = new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY);
    fill(paper, 240);
    for (int y = 10; y < 20; y++) {
      paper.getRaster().setSample(12, y, 0, 10);
    }
    ImageFile picture = written(paper, "png");
    Preprocessing digits = plain(28, 28, 1);
    Ink ink = Ink.DARK_ON_LIGHT;
    assertArrayEquals(
        picture.input(digits, ink),
        picture.input(digits, new Fitting(ink, Fitting.Placement.STRETCHED)));
    assertArrayEquals(
        picture.centredInput(digits, ink),
        picture.input(digits, new Fitting(ink, Fitting.Placement.CENTRED)));
  }
}
