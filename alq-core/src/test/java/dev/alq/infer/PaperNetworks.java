package dev.alq.infer;

import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.multibit.ActivationLevels;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedLayer;
import dev.alq.packed.PackedModel;
import dev.alq.packed.Provenance;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The paper's networks with random weights, narrow and with odd numbers of channels where the paper
 * leaves that free: every seventh output dead, groups of other bitwidths among each other, factors
 * of both signs.
 */
final class PaperNetworks {

  private static final int CLASSES = 10;

  /** Every so many outputs one whose groups are all empty. */
  private static final int DEAD = 7;

  private final SplittableRandom random;
  private final Bits bits;
  private int layers;

  private PaperNetworks(Bits bits, long seed) {
    this.bits = bits;
    random = new SplittableRandom(seed);
  }

  /** Bitwidths of weights and activations. */
  enum Bits {
    /** On average two thirds of a bit, with float activations. */
    ADAPTIVE_FLOAT(0, 2, 0),
    ONE_ONE(1, 1, 1),
    ONE_TWO(1, 1, 2),
    TWO_TWO(2, 2, 2),
    ADAPTIVE_TWO(0, 4, 2);

    private final int least;
    private final int most;
    private final int activation;

    Bits(int least, int most, int activation) {
      this.least = least;
      this.most = most;
      this.activation = activation;
    }

    boolean hasFloatActivations() {
      return activation == 0;
    }

    private int draw(SplittableRandom random) {
      int drawn = random.nextInt(least, most + 1);
      return this == ADAPTIVE_FLOAT && random.nextInt(3) == 0 ? 0 : drawn;
    }
  }

  static PackedModel lenet5(Bits bits, long seed) {
    PaperNetworks build = new PaperNetworks(bits, seed);
    List<PackedLayer> layers = new ArrayList<>();
    int[] outputs = {20, 50};
    int channels = 1;
    for (int o : outputs) {
      layers.add(build.convolution(o, 5, channels, 1, 0, new Grouping.Kernelwise(), true));
      layers.add(new PackedLayer.MaxPool("pool" + o, 2, 2, 0));
      layers.add(build.activation(0));
      channels = o;
    }
    layers.add(new PackedLayer.Flatten("flatten"));
    layers.add(build.linear(500, 800, 2));
    layers.add(build.activation(0));
    layers.add(build.linear(CLASSES, 500, 1));
    return model(layers, 28, 1, seed);
  }

  static PackedModel vggSmall(Bits bits, long seed) {
    return vggSmall(bits, seed, 70, 13, 13, 27, 27, 45, 45);
  }

  /** With other channels of its six convolutions and outputs of its linear layers. */
  static PackedModel vggSmall(Bits bits, long seed, int hidden, int... widths) {
    PaperNetworks build = new PaperNetworks(bits, seed);
    List<PackedLayer> layers = new ArrayList<>();
    int channels = 3;
    for (int i = 0; i < widths.length; i++) {
      Grouping grouping = i == 0 ? new Grouping.Channelwise() : new Grouping.Pixelwise();
      layers.add(build.convolution(widths[i], 3, channels, 1, 1, grouping, false));
      if (i % 2 == 1) {
        layers.add(new PackedLayer.MaxPool("pool" + i, 2, 2, 0));
      }
      layers.add(build.norm(widths[i]));
      layers.add(build.activation(0));
      channels = widths[i];
    }
    layers.add(new PackedLayer.Flatten("flatten"));
    int[] inputs = {16 * channels, hidden, hidden};
    int[] slices = {16, 2, 2};
    for (int i = 0; i < 2; i++) {
      layers.add(build.linear(hidden, inputs[i], slices[i]));
      layers.add(build.norm(hidden));
      layers.add(build.activation(0));
    }
    layers.add(build.linear(CLASSES, inputs[2], slices[2]));
    return model(layers, 32, 3, seed);
  }

  /** On images so small that the last stage has four pixels; lowest levels are not 0. */
  static PackedModel resnet18(Bits bits, long seed) {
    PaperNetworks build = new PaperNetworks(bits, seed);
    List<PackedLayer> layers = new ArrayList<>();
    int[] widths = {9, 17, 33, 40};
    layers.add(build.convolution(widths[0], 7, 3, 2, 3, new Grouping.Channelwise(), false));
    layers.add(build.norm(widths[0]));
    layers.add(build.activation(0));
    layers.add(new PackedLayer.MaxPool("pool", 3, 2, 1));
    int channels = widths[0];
    for (int width : widths) {
      for (int block = 0; block < 2; block++) {
        boolean same = channels == width;
        layers.add(build.block(channels, width, same ? 1 : 2));
        layers.add(build.activation(-0.15f));
        channels = width;
      }
    }
    layers.add(new PackedLayer.GlobalAveragePool("mean"));
    layers.add(build.linear(CLASSES, channels, 2));
    return model(layers, 40, 3, seed);
  }

  private PackedLayer block(int inputs, int outputs, int stride) {
    Grouping pixels = new Grouping.Pixelwise();
    List<PackedLayer> body =
        List.of(
            convolution(outputs, 3, inputs, stride, 1, pixels, false),
            norm(outputs),
            activation(-0.1f),
            convolution(outputs, 3, outputs, 1, 1, pixels, false),
            norm(outputs));
    List<PackedLayer> shortcut =
        stride == 1
            ? List.of()
            : List.of(convolution(outputs, 1, inputs, stride, 0, pixels, false), norm(outputs));
    return new PackedLayer.Residual("block" + layers++, body, shortcut);
  }

  private static PackedModel model(List<PackedLayer> layers, int side, int channels, long seed) {
    List<Float> ones = Collections.nCopies(channels, 1f);
    List<String> names = IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    return new PackedModel(
        layers,
        new Preprocessing(side, side, new Normalization(ones, ones), names),
        new Provenance("", "", seed, ""));
  }

  private PackedLayer convolution(
      int outputs, int kernel, int inputs, int stride, int padding, Grouping by, boolean biased) {
    return new PackedLayer.Convolution(
        "conv" + layers++,
        weights(Shape.of(outputs, kernel, kernel, inputs), by, true),
        biased ? vector(outputs, -0.2, 0.3) : null,
        stride,
        padding);
  }

  private PackedLayer linear(int outputs, int inputs, int slices) {
    return new PackedLayer.Linear(
        "linear" + layers++,
        weights(Shape.of(outputs, inputs), new Grouping.Subchannelwise(slices), outputs != CLASSES),
        vector(outputs, -0.2, 0.3));
  }

  private PackedLayer activation(float base) {
    String name = "activation" + layers++;
    return switch (bits.activation) {
      case 0 -> new PackedLayer.Relu(name);
      case 1 -> new PackedLayer.Quantize(name, new ActivationLevels(base, 0.6f));
      default -> new PackedLayer.Quantize(name, new ActivationLevels(base, 0.25f, 0.55f));
    };
  }

  private PackedLayer norm(int channels) {
    Tensor scale = vector(channels, 0.5, 1.5);
    for (int c = 0; c < channels; c += 3) {
      scale.data()[c] = -scale.data()[c];
    }
    return new PackedLayer.ScaleShift("norm" + layers++, scale, vector(channels, -0.3, 0.6));
  }

  private Tensor vector(int size, double least, double most) {
    Tensor vector = Tensor.zeros(Shape.of(size));
    for (int i = 0; i < size; i++) {
      vector.data()[i] = (float) random.nextDouble(least, most);
    }
    return vector;
  }

  private MultiBitWeights weights(Shape shape, Grouping grouping, boolean withDead) {
    MultiBitTensor weights = new MultiBitTensor(shape, grouping, MultiBitTensor.MAX_BITWIDTH);
    int size = weights.layout().size();
    int groups = weights.layout().groups();
    double magnitude = 1.5 / Math.sqrt((double) shape.size() / shape.dimension(0));
    for (int g = 0; g < groups; g++) {
      boolean dead = withDead && g / (groups / shape.dimension(0)) % DEAD == 3;
      float[] alpha = new float[dead ? 0 : Math.min(size, bits.draw(random))];
      for (int i = 0; i < alpha.length; i++) {
        alpha[i] = (float) (magnitude * random.nextDouble(0.5, 1.5));
      }
      byte[] codes = new byte[size];
      for (int j = 0; j < size; j++) {
        codes[j] = (byte) random.nextInt(1 << alpha.length);
      }
      weights.setGroup(g, alpha, codes);
    }
    return MultiBitWeights.of(weights);
  }

  /** Images that a network of this class takes. */
  static Tensor images(PackedModel model, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Shape shape = model.imageShape();
    Tensor images =
        Tensor.zeros(Shape.of(count, shape.dimension(0), shape.dimension(1), shape.dimension(2)));
    for (int i = 0; i < images.size(); i++) {
      images.data()[i] = (float) random.nextGaussian();
    }
    return images;
  }
}
