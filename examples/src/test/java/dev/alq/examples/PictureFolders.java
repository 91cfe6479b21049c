package dev.alq.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Class folders of small pictures: reddish noise in one, bluish noise in the other. */
public final class PictureFolders {

  public static final int TRAIN = 20;
  public static final int TEST = 6;

  private static final String[] CLASSES = {"blue", "red"};

  private PictureFolders() {}

  /** Writes {@code train/} and {@code val/}, half of the pictures as JPEG, half as PNG. */
  public static Path write(Path root) throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    for (int label = 0; label < CLASSES.length; label++) {
      write(root.resolve("train").resolve(CLASSES[label]), label, TRAIN / 2, random);
      write(root.resolve("val").resolve(CLASSES[label]), label, TEST / 2, random);
    }
    return root;
  }

  private static void write(Path folder, int label, int count, SplittableRandom random)
      throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      BufferedImage picture = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 40 * 36; p++) {
        int strong = 128 + random.nextInt(128);
        int weak = random.nextInt(128);
        picture.setRGB(p % 40, p / 40, label == 0 ? weak << 16 | strong : strong << 16 | weak);
      }
      String format = i % 2 == 0 ? "jpeg" : "png";
      ImageIO.write(picture, format, folder.resolve(i + "." + format).toFile());
    }
  }
}
