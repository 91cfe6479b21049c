package dev.alq.packed;

import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.multibit.ActivationLevels;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Weights and models for tests. */
final class SampleModels {

  static final Provenance PROVENANCE =
      new Provenance("0123abcd", "sample: \"tiny\"\nä", -42, "0.1.0");

  private SampleModels() {}

  /** Random groups of every bitwidth from 0 on, signs and order of coordinates at random. */
  static MultiBitTensor randomWeights(Shape shape, Grouping grouping, int maxBitwidth, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MultiBitTensor weights = new MultiBitTensor(shape, grouping, maxBitwidth);
    for (int g = 0; g < weights.layout().groups(); g++) {
      float[] alpha = new float[random.nextInt(weights.maxBitwidth() + 1)];
      for (int i = 0; i < alpha.length; i++) {
        alpha[i] = (float) (random.nextDouble() - 0.3);
      }
      byte[] codes = new byte[weights.layout().size()];
      for (int j = 0; j < codes.length; j++) {
        codes[j] = (byte) random.nextInt(1 << alpha.length);
      }
      weights.setGroup(g, alpha, codes);
    }
    return weights;
  }

  /** Models that have, together, every type of layer, storage and grouping that there is. */
  static List<PackedModel> all() {
    return List.of(everyLayer(), quantizedActivations(), compacted());
  }

  static Tensor reconstruct(MultiBitTensor weights) {
    Tensor target = Tensor.zeros(weights.shape());
    weights.reconstruct(target.data());
    return target;
  }

  /** One layer on images of 1 × 1 × 3. */
  static PackedModel small() {
    return new PackedModel(
        List.of(
            new PackedLayer.Flatten("flatten"),
            new PackedLayer.Linear(
                "last", formula(Shape.of(2, 3), new Grouping.Channelwise(), 2), vector(2, 0.2f))),
        new Preprocessing(
            1,
            1,
            new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f)),
            List.of("left", "right")),
        PROVENANCE);
  }

  /**
   * Every type of layer, storage and grouping that version 1 of the format began with, on images of
   * 6 × 5 × 2; numbers by formula, so that nothing but this method decides them. Stays as it is.
   */
  static PackedModel everyLayer() {
    List<PackedLayer> body =
        List.of(
            new PackedLayer.Convolution(
                "body.conv",
                formula(Shape.of(3, 3, 3, 3), new Grouping.Pixelwise(), 3),
                null,
                1,
                1),
            new PackedLayer.ScaleShift("body.norm", vector(3, 0.5f), vector(3, -0.25f)));
    List<PackedLayer> toVector =
        List.of(
            new PackedLayer.Flatten("flatten"),
            new PackedLayer.Linear(
                "hidden", formula(Shape.of(4, 16), new Grouping.Subchannelwise(4), 2), null));
    List<PackedLayer> layers =
        List.of(
            new PackedLayer.Convolution(
                "first",
                formula(Shape.of(3, 3, 3, 2), new Grouping.Channelwise(), 4),
                vector(3, 0.1f),
                1,
                1),
            new PackedLayer.Relu("relu1"),
            new PackedLayer.Residual("join", body, List.of()),
            new PackedLayer.MaxPool("pool", 2, 2, 1),
            new PackedLayer.Convolution(
                "second",
                formula(Shape.of(4, 2, 1, 3), new Grouping.Kernelwise(), 8),
                vector(4, -0.05f),
                1,
                0),
            new PackedLayer.MaxPool("window", 2, 1, 0),
            new PackedLayer.Residual(
                "vector", toVector, List.of(new PackedLayer.GlobalAveragePool("mean"))),
            new PackedLayer.Linear(
                "last",
                new FloatWeights(Tensor.of(Shape.of(3, 4), vector(12, 0.3f).data())),
                vector(3, 0.2f)));
    Preprocessing preprocessing =
        new Preprocessing(
            6,
            5,
            new Normalization(List.of(0.1307f, 0.5f), List.of(0.3081f, 1e-3f)),
            List.of("zero", "one \"quoted\"", "zwölf"));
    return new PackedModel(layers, preprocessing, PROVENANCE);
  }

  /** Quantized activations of 2 bits, in a residual layer of 3 that are not ordered by code. */
  static PackedModel quantizedActivations() {
    PackedModel model = everyLayer();
    List<PackedLayer> layers = new ArrayList<>(model.layers());
    layers.set(1, new PackedLayer.Quantize("relu1", new ActivationLevels(0, 0.75f, 0.3f)));
    PackedLayer.Residual join = (PackedLayer.Residual) layers.get(2);
    List<PackedLayer> body = new ArrayList<>(join.body());
    body.add(new PackedLayer.Quantize("body.relu", new ActivationLevels(-0.1f, 0.5f, 0.55f, 0.6f)));
    layers.set(2, new PackedLayer.Residual(join.name(), body, join.shortcut()));
    return new PackedModel(layers, model.preprocessing(), model.provenance());
  }

  /** What only compaction writes: terms of taps, and slices of different lengths. */
  static PackedModel compacted() {
    Tensor taps = Tensor.of(Shape.of(3, 3, 3), vector(27, 0.05f).data());
    JoinedWeights joined =
        new JoinedWeights(
            List.of(
                formula(Shape.of(3, 40), new Grouping.Subchannelwise(2), 2),
                formula(Shape.of(3, 50), new Grouping.Subchannelwise(1), 3)));
    List<PackedLayer> layers =
        List.of(
            new PackedLayer.Convolution(
                "first",
                formula(Shape.of(3, 3, 3, 2), new Grouping.Pixelwise(), 2),
                null,
                1,
                1,
                taps),
            new PackedLayer.Relu("relu"),
            new PackedLayer.Flatten("flatten"),
            new PackedLayer.Linear("last", joined, vector(3, 0.2f)));
    return new PackedModel(layers, everyLayer().preprocessing(), PROVENANCE);
  }

  /** Images for {@link #everyLayer()}, by formula. */
  static Tensor images(int batch) {
    Tensor images = Tensor.zeros(Shape.of(batch, 6, 5, 2));
    for (int i = 0; i < images.size(); i++) {
      images.data()[i] = (i * 37 % 64 - 32) / 16f;
    }
    return images;
  }

  private static Tensor vector(int size, float start) {
    Tensor vector = Tensor.zeros(Shape.of(size));
    for (int i = 0; i < size; i++) {
      vector.data()[i] = start * (1 + i % 5) * (i % 3 == 1 ? -1 : 1);
    }
    return vector;
  }

  private static MultiBitWeights formula(Shape shape, Grouping grouping, int maxBitwidth) {
    MultiBitTensor weights = new MultiBitTensor(shape, grouping, maxBitwidth);
    for (int g = 0; g < weights.layout().groups(); g++) {
      float[] alpha = new float[(g + 1) % (weights.maxBitwidth() + 1)];
      for (int i = 0; i < alpha.length; i++) {
        alpha[i] = 0.3f / (1 + i) / (1 + g % 4);
      }
      byte[] codes = new byte[weights.layout().size()];
      for (int j = 0; j < codes.length; j++) {
        codes[j] = (byte) ((j * 5 + g * 3) % (1 << alpha.length));
      }
      weights.setGroup(g, alpha, codes);
    }
    return MultiBitWeights.of(weights);
  }
}
