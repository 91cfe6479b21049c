package dev.alq.examples.service;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;

/** Pictures, honest and hostile, as bytes. */
final class Pictures {

  private static final int SIGNATURE = 8;
  private static final int HEADER_END = 33;
  private static final int CHUNK_FRAME = 12;

  private Pictures() {}

  /** A dark stroke on bright noise; another one for each seed. */
  static byte[] digit(String format, int width, int height, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setSample(x, y, 0, 235 + random.nextInt(15));
      }
    }
    double x = width / 2.0;
    for (int y = height / 5; y < height - height / 5; y++) {
      x = Math.clamp(x + random.nextDouble(-1, 1) * width / 20, width / 4.0, width * 0.7);
      for (int dx = 0; dx < Math.max(2, width / 12); dx++) {
        image.getRaster().setSample((int) x + dx, y, 0, 20);
      }
    }
    return encoded(image, format);
  }

  static byte[] blank(int width, int height) throws IOException {
    return encoded(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), "png");
  }

  /** A JPEG picture whose header states another size. */
  static byte[] lyingJpeg(int width, int height) throws IOException {
    byte[] jpeg = digit("jpeg", 60, 60, 1);
    int frame = 2;
    while (jpeg[frame + 1] != (byte) 0xC0) {
      frame += 2 + ByteBuffer.wrap(jpeg).getShort(frame + 2);
    }
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
    return jpeg;
  }

  /** A JPEG picture that asks for ever more passes over its pixels. */
  static byte[] jpegOfPasses(int passes) throws IOException {
    byte[] jpeg = digit("jpeg", 60, 60, 1);
    byte[] pass = {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 63, 0};
    ByteBuffer bomb = ByteBuffer.allocate(jpeg.length + passes * pass.length);
    bomb.put(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < passes; i++) {
      bomb.put(pass);
    }
    return bomb.put(jpeg, jpeg.length - 2, 2).array();
  }

  /** A PNG picture of a few kilobytes that unpacks to width · height bytes. */
  static byte[] pixelBomb(int width, int height) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(digit("png", 9, 9, 1), 0, SIGNATURE);
    byte[] header = {0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0};
    ByteBuffer.wrap(header).putInt(width).putInt(height);
    png.writeBytes(chunk("IHDR", header));
    png.writeBytes(chunk("IDAT", deflated(new byte[0], Math.min(1 << 24, (width + 1) * height))));
    png.writeBytes(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  /** A small honest PNG picture with a text of 64 MiB in 64 KiB. */
  static byte[] textBomb() throws IOException {
    byte[] png = digit("png", 40, 40, 2);
    byte[] keyword = "Comment\0\0".getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(png, 0, HEADER_END);
    bomb.writeBytes(chunk("zTXt", deflated(keyword, 1 << 26)));
    bomb.write(png, HEADER_END, png.length - HEADER_END);
    return bomb.toByteArray();
  }

  private static byte[] deflated(byte[] prefix, int zeros) {
    Deflater deflater = new Deflater();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(prefix);
    byte[] block = new byte[1 << 16];
    byte[] packed = new byte[1 << 16];
    for (int left = zeros; left > 0; left -= block.length) {
      deflater.setInput(block, 0, Math.min(left, block.length));
      if (left <= block.length) {
        deflater.finish();
      }
      for (int n = deflater.deflate(packed); n > 0; n = deflater.deflate(packed)) {
        out.write(packed, 0, n);
      }
    }
    deflater.end();
    return out.toByteArray();
  }

  private static byte[] chunk(String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer chunk = ByteBuffer.allocate(content.length + CHUNK_FRAME);
    chunk.putInt(content.length).put(name).put(content);
    CRC32 checksum = new CRC32();
    checksum.update(Arrays.copyOfRange(chunk.array(), 4, 8 + content.length));
    return chunk.putInt((int) checksum.getValue()).array();
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, bytes)) {
      throw new IllegalArgumentException(format);
    }
    return bytes.toByteArray();
  }
}
