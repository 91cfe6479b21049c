package dev.alq.bench;

import dev.alq.models.LeNet5;
import dev.alq.models.ResNet;
import dev.alq.models.VggSmall;
import dev.alq.nn.Layer;
import dev.alq.tensor.Shape;
import java.util.Locale;

/** A network that is measured as a whole. */
public enum Model {
  /** LeNet5 on gray images 28×28. */
  LENET5(28, 1, 10, 128) {
    @Override
    public Layer create(long seed) {
      return LeNet5.create(seed);
    }
  },
  /** The paper's VGG on images 32×32. */
  VGG_SMALL(32, 3, 10, 128) {
    @Override
    public Layer create(long seed) {
      return VggSmall.create(seed);
    }
  },
  /** ResNet18 on images 224×224. */
  RESNET18(224, 3, 1000, 16) {
    @Override
    public Layer create(long seed) {
      return ResNet.resnet18(1000, seed);
    }
  };

  private final int extent;
  private final int channels;
  private final int classes;
  private final int trainingBatch;

  Model(int extent, int channels, int classes, int trainingBatch) {
    this.extent = extent;
    this.channels = channels;
    this.classes = classes;
    this.trainingBatch = trainingBatch;
  }

  /**
   * The network with random weights.
   *
   * @param seed where the weights come from
   * @return images N,H,W,C to logits
   */
  public abstract Layer create(long seed);

  /**
   * The shape of a batch of its images.
   *
   * @param batch number of images
   * @return N,H,W,C
   */
  public Shape images(int batch) {
    return Shape.of(batch, extent, extent, channels);
  }

  /**
   * The number of classes it tells apart.
   *
   * @return elements of a row of logits
   */
  public int classes() {
    return classes;
  }

  /**
   * The batch that training steps are measured with.
   *
   * @return number of images
   */
  public int trainingBatch() {
    return trainingBatch;
  }

  /** The word for it in a row. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
