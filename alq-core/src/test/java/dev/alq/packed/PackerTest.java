package dev.alq.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.CustomLayer;
import dev.alq.nn.GlobalAveragePool;
import dev.alq.nn.Layer;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import dev.alq.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PackerTest {

  private static final long SEED = 90_210L;
  private static final Preprocessing PREPROCESSING =
      new Preprocessing(4, 4, Normalization.gray(0.5f, 0.25f), List.of("a", "b"));

  private final Conv2d conv = Conv2d.create("conv", 1, 2, 3, 1, 1, SEED);
  private final BatchNorm norm = BatchNorm.create("norm", 2);
  private final Sequential network =
      Sequential.of(
          "network",
          Sequential.of("stem", conv, norm, new Relu("relu")),
          new Residual(
              "join",
              Conv2d.withoutBias("inner", 2, 2, 1, 1, 0, SEED + 1),
              Sequential.of("identity")),
          new GlobalAveragePool("mean"));

  @Test
  void aFloatNetworkIsPackedAsFloats() {
    PackedModel model = pack(network, Map.of());
    assertEquals(
        List.of("conv", "norm", "relu", "join", "mean"),
        model.layers().stream().map(PackedLayer::name).toList());
    PackedLayer.Convolution packed =
        assertInstanceOf(PackedLayer.Convolution.class, model.layers().getFirst());
    FloatWeights weights = assertInstanceOf(FloatWeights.class, packed.weights());
    assertArrayEquals(conv.weights().value().data(), weights.values().data());
    assertNotSame(conv.weights().value().data(), weights.values().data());
    assertEquals(1, packed.stride());
    assertEquals(1, packed.padding());
  }

  @Test
  void weightsWithAMultiBitFormArePackedInIt() {
    MultiBitTensor quantized =
        SampleModels.randomWeights(conv.weights().shape(), new Grouping.Kernelwise(), 3, SEED);
    PackedModel model = pack(network, Map.of("conv.weight", quantized));
    PackedLayer.Convolution first = (PackedLayer.Convolution) model.layers().getFirst();
    assertInstanceOf(MultiBitWeights.class, first.weights());
    assertArrayEquals(
        SampleModels.reconstruct(quantized).data(), first.weights().reconstruct().data());
    PackedLayer.Residual join = (PackedLayer.Residual) model.layers().get(3);
    PackedLayer.Convolution inner = (PackedLayer.Convolution) join.body().getFirst();
    assertInstanceOf(FloatWeights.class, inner.weights());
    assertTrue(join.shortcut().isEmpty());
  }

  @Test
  void batchNormalisationBecomesScaleAndShift() {
    norm.scale().value().data()[1] = -1.5f;
    norm.shift().value().data()[1] = 0.25f;
    norm.runningMean().data()[1] = 3f;
    norm.runningVariance().data()[1] = 0.49f;
    PackedLayer.ScaleShift packed =
        (PackedLayer.ScaleShift) pack(network, Map.of()).layers().get(1);
    double scale = -1.5 / Math.sqrt(0.49 + 1e-5);
    assertEquals(scale, packed.scale().data()[1], 1e-6);
    assertEquals(0.25 - 3 * scale, packed.shift().data()[1], 1e-5);
  }

  @Test
  void whatCannotBePackedIsNamed() {
    MultiBitTensor other = new MultiBitTensor(Shape.of(2, 3), new Grouping.Channelwise(), 1);
    refused(network, Map.of("conv.weights", other), "[conv.weights]");
    refused(network, Map.of("conv.weight", other), "conv.weight has the shape [2, 3, 3, 1]");
    refused(Sequential.of("all", network, new Doubling()), Map.of(), "layer 'doubling'");
    refused(Sequential.of("half", conv, norm), Map.of(), "there are 2 classes");
    refused(Sequential.of("twice", norm, conv), Map.of(), "layer 'norm'");
  }

  private static void refused(Layer network, Map<String, MultiBitTensor> quantized, String word) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> pack(network, quantized));
    assertTrue(String.valueOf(e.getMessage()).contains(word), e.getMessage());
  }

  private static PackedModel pack(Layer network, Map<String, MultiBitTensor> quantized) {
    return Packer.pack(network, quantized, PREPROCESSING, SampleModels.PROVENANCE);
  }

  /** A layer that the packer cannot know. */
  private record Doubling() implements CustomLayer {
    @Override
    public String name() {
      return "doubling";
    }

    @Override
    public Variable forward(Tape tape, Variable input) {
      return input;
    }
  }
}
