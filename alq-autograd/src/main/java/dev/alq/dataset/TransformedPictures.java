package dev.alq.dataset;

import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import java.util.List;

/** Pictures with transforms in front of the normalization. */
final class TransformedPictures implements Dataset {

  private final Pictures pictures;
  private final List<Transform> transforms;
  private final NormalizationTable table;

  TransformedPictures(Pictures pictures, List<Transform> transforms) {
    this.pictures = pictures;
    this.transforms = transforms;
    this.table = new NormalizationTable(pictures.preprocessing().normalization());
  }

  @Override
  public int size() {
    return pictures.size();
  }

  @Override
  public Shape imageShape() {
    return pictures.imageShape();
  }

  @Override
  public List<String> classNames() {
    return pictures.classNames();
  }

  @Override
  public int label(int index) {
    return pictures.label(index);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the transforms give another size
   */
  @Override
  public void image(int index, long draw, float[] target, int offset) {
    Picture picture = pictures.picture(index);
    for (int t = 0; t < transforms.size(); t++) {
      picture = transforms.get(t).apply(picture, Seeds.derive(draw, t));
    }
    table.apply(picture, imageShape(), target, offset);
  }

  @Override
  public String contentHash() {
    return pictures.contentHash();
  }

  @Override
  public int readers() {
    return pictures.readers();
  }
}
