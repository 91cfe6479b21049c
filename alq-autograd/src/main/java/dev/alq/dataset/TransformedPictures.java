package dev.alq.dataset;

import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import java.util.List;

/** Pictures with transforms in front of the normalization. */
final class TransformedPictures implements Dataset {

  private final Pictures pictures;
  private final List<Transform> transforms;
  private final NormalizationTable table;

  private TransformedPictures(Pictures pictures, List<Transform> transforms) {
    this.pictures = pictures;
    this.transforms = transforms;
    this.table = new NormalizationTable(pictures.preprocessing().normalization());
  }

  /** Tries the first picture, so that transforms that cannot be right are refused at once. */
  static TransformedPictures of(Pictures pictures, List<Transform> transforms) {
    TransformedPictures transformed = new TransformedPictures(pictures, transforms);
    if (pictures.size() > 0) {
      Shape reached = transformed.picture(0, 0).shape();
      if (!reached.equals(pictures.imageShape())) {
        throw new IllegalArgumentException(
            "the augmentation "
                + transforms
                + " makes "
                + reached
                + " of the first picture where "
                + pictures.imageShape()
                + " is due");
      }
    }
    return transformed;
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
    table.apply(picture(index, draw), imageShape(), target, offset);
  }

  private Picture picture(int index, long draw) {
    Picture picture = pictures.picture(index);
    for (int t = 0; t < transforms.size(); t++) {
      picture = transforms.get(t).apply(picture, Seeds.derive(draw, t));
    }
    return picture;
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
