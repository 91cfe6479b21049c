package dev.alq.examples.command;

import dev.alq.container.AtomicFiles;
import dev.alq.dataset.Pictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** An image of a data set as a picture, so that there is one to try. */
final class SamplePicture {

  private SamplePicture() {}

  /**
   * Writes a PNG file.
   *
   * @param images gray images
   * @param index which one
   * @param file the file to create or replace
   * @throws IOException if it cannot be written
   */
  static void write(Pictures images, int index, Path file) throws IOException {
    int height = images.preprocessing().height();
    int width = images.preprocessing().width();
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, width, height, images.picture(index).levels());
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", png);
    AtomicFiles.write(file, png.toByteArray());
  }
}
