package dev.alq.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Writes small picture files. */
final class PictureFiles {

  private PictureFiles() {}

  /** A random colour picture. */
  static BufferedImage random(int height, int width, long seed) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    SplittableRandom random = new SplittableRandom(seed);
    for (int p = 0; p < height * width; p++) {
      image.setRGB(p % width, p / width, random.nextInt(1 << 24));
    }
    return image;
  }

  static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, bytes)) {
      throw new IOException("cannot write " + format);
    }
    return bytes.toByteArray();
  }

  static Path write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  /** A random colour picture as PNG, whatever the name says. */
  static Path png(Path file, int height, int width, long seed) throws IOException {
    return write(file, encoded(random(height, width, seed), "png"));
  }
}
