package dev.alq.bench;

import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.models.LeNet5;
import dev.alq.models.ResNet;
import dev.alq.models.VggSmall;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Layer;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import dev.alq.packed.PackedModel;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.train.QuantizationPlan;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** A network that is measured as a whole. */
public enum Model {
  /** LeNet5 on gray images 28×28. */
  LENET5(28, 1, 10, 128) {
    @Override
    Layer create(long seed) {
      return LeNet5.create(seed);
    }

    @Override
    QuantizationPlan plan() {
      return LeNet5.plan();
    }
  },
  /** The paper's VGG on images 32×32. */
  VGG_SMALL(32, 3, 10, 128) {
    @Override
    Layer create(long seed) {
      return VggSmall.create(seed);
    }

    @Override
    QuantizationPlan plan() {
      return VggSmall.plan();
    }
  },
  /** ResNet18 on images 224×224. */
  RESNET18(224, 3, 1000, 16) {
    @Override
    Layer create(long seed) {
      return ResNet.resnet18(1000, seed);
    }

    @Override
    QuantizationPlan plan() {
      return ResNet.plan(ResNet.Depth.EIGHTEEN);
    }
  };

  private static final float NOISE = 0.25f;

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

  abstract Layer create(long seed);

  /** Which weights ALQ quantizes and in what groups. */
  abstract QuantizationPlan plan();

  /**
   * The network with random weights. Its normalisations are not the identity, as if it had been
   * trained, so that a peer that mixes up their parts computes something else.
   *
   * @return images N,H,W,C to logits, the same at every call
   */
  public Layer network() {
    Layer network = create(Inputs.SEED);
    disturb(network);
    return network;
  }

  /**
   * The network of {@link #network()} with its float weights, as it is shipped.
   *
   * @return a model for images that are normalised already
   */
  public PackedModel packed() {
    List<Float> zeros = Collections.nCopies(channels, 0f);
    List<Float> ones = Collections.nCopies(channels, 1f);
    List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return Packer.pack(
        network(),
        Map.of(),
        new Preprocessing(extent, extent, new Normalization(zeros, ones), names),
        new Provenance("", "", Inputs.SEED, ""));
  }

  private static void disturb(Layer layer) {
    switch (layer) {
      case Sequential l -> l.layers().forEach(Model::disturb);
      case Residual l -> {
        disturb(l.body());
        disturb(l.shortcut());
      }
      case BatchNorm l -> {
        disturb(l.scale().value(), Inputs.Part.FIRST);
        disturb(l.shift().value(), Inputs.Part.SECOND);
        disturb(l.runningMean(), Inputs.Part.GRADIENT);
        disturb(l.runningVariance(), Inputs.Part.FIRST);
      }
      default -> {} // the others are random already, or have nothing
    }
  }

  private static void disturb(Tensor values, Inputs.Part part) {
    float[] noise = Inputs.uniform(part, values.size());
    for (int i = 0; i < noise.length; i++) {
      values.data()[i] += NOISE * noise[i];
    }
  }

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
