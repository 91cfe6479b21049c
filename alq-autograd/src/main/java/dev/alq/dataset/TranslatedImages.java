package dev.alq.dataset;

import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import java.util.List;
import java.util.SplittableRandom;

/** Images moved by whole pixels; what comes into view repeats the edge. */
final class TranslatedImages implements Dataset {

  private final Dataset data;
  private final int pixels;

  TranslatedImages(Dataset data, int pixels) {
    this.data = data;
    this.pixels = pixels;
  }

  @Override
  public int size() {
    return data.size();
  }

  @Override
  public Shape imageShape() {
    return data.imageShape();
  }

  @Override
  public List<String> classNames() {
    return data.classNames();
  }

  @Override
  public int label(int index) {
    return data.label(index);
  }

  @Override
  public void image(int index, long draw, float[] target, int offset) {
    Shape shape = imageShape();
    float[] still = new float[shape.size()];
    data.image(index, Seeds.derive(draw, "image"), still, 0);
    SplittableRandom random = new SplittableRandom(Seeds.derive(draw, "translation"));
    int down = random.nextInt(-pixels, pixels + 1);
    int right = random.nextInt(-pixels, pixels + 1);
    int height = shape.dimension(0);
    int width = shape.dimension(1);
    int channels = shape.dimension(2);
    for (int y = 0; y < height; y++) {
      int fromRow = Math.clamp(y - down, 0, height - 1) * width;
      for (int x = 0; x < width; x++) {
        int from = (fromRow + Math.clamp(x - right, 0, width - 1)) * channels;
        System.arraycopy(still, from, target, offset + (y * width + x) * channels, channels);
      }
    }
  }

  @Override
  public String contentHash() {
    return data.contentHash();
  }

  @Override
  public int readers() {
    return data.readers();
  }
}
