package dev.alq.infer;

import dev.alq.kernel.Engine;
import dev.alq.multibit.ActivationLevels;
import dev.alq.packed.FloatWeights;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps one after the other.
 *
 * @param links in order; none for the identity
 */
record Chain(List<Link> links) {

  /**
   * A step and the layers it stands for.
   *
   * @param facts one for each layer that takes a time of its own
   */
  record Link(Step step, List<LayerProfile.Facts> facts) {}

  /**
   * Prepares layers.
   *
   * @param shape of one image as it enters the first layer
   * @param levels that its elements have, or null if they may be any numbers
   */
  static Chain prepare(
      Engine engine, List<PackedLayer> layers, Shape shape, @Nullable ActivationLevels levels) {
    List<Link> links = new ArrayList<>();
    Shape input = shape;
    ActivationLevels current = levels;
    int i = 0;
    while (i < layers.size()) {
      BitSegmentPlanner.Found found = segment(layers, i, input, current);
      if (found != null) {
        links.add(new Link(found.segment(), facts(found, layers.subList(i, found.next()))));
        input = found.segment().output();
        current = null;
        i = found.next();
      } else {
        PackedLayer layer = layers.get(i++);
        Step step = prepare(engine, layer, input, current);
        links.add(new Link(step, List.of(facts(layer, step))));
        input = layer.outputShape(input);
        current = levelsBehind(layer, current);
      }
    }
    return new Chain(List.copyOf(links));
  }

  /** The segment that begins at a layer, or at the levels in front of it; null if none does. */
  private static BitSegmentPlanner.@Nullable Found segment(
      List<PackedLayer> layers, int i, Shape input, @Nullable ActivationLevels levels) {
    if (layers.get(i) instanceof PackedLayer.Quantize quantize) {
      return BitSegmentPlanner.find(layers, i + 1, input, quantize.levels());
    }
    return levels == null ? null : BitSegmentPlanner.find(layers, i, input, levels);
  }

  private static @Nullable ActivationLevels levelsBehind(
      PackedLayer layer, @Nullable ActivationLevels levels) {
    return switch (layer) {
      case PackedLayer.Quantize quantize -> quantize.levels();
      case PackedLayer.MaxPool _, PackedLayer.Flatten _ -> levels;
      default -> null;
    };
  }

  private static Step prepare(Engine engine, PackedLayer.Linear layer) {
    TableLinearStep tables = TableLinearStep.prepare(layer);
    return tables == null ? LinearStep.prepare(engine, layer) : tables;
  }

  private static Step prepare(
      Engine engine, PackedLayer layer, Shape input, @Nullable ActivationLevels levels) {
    return switch (layer) {
      case PackedLayer.Convolution convolution ->
          ConvolutionStep.prepare(engine, convolution, input);
      case PackedLayer.Linear linear -> prepare(engine, linear);
      case PackedLayer.ScaleShift scaleShift -> new ScaleShiftStep(scaleShift);
      case PackedLayer.MaxPool pool -> new MaxPoolStep(pool);
      case PackedLayer.Relu _ -> new ReluStep();
      case PackedLayer.Quantize quantize -> new QuantizeStep(quantize.levels());
      case PackedLayer.Flatten _ -> new FlattenStep();
      case PackedLayer.GlobalAveragePool _ -> new GlobalAveragePoolStep();
      case PackedLayer.Residual residual ->
          new ResidualStep(
              prepare(engine, residual.body(), input, levels),
              prepare(engine, residual.shortcut(), input, levels));
    };
  }

  /** One for each layer on bits. */
  private static List<LayerProfile.Facts> facts(
      BitSegmentPlanner.Found found, List<PackedLayer> layers) {
    List<PackedLayer> products =
        layers.stream().filter(PackedLayer.Product.class::isInstance).toList();
    List<LayerProfile.Facts> facts = new ArrayList<>();
    for (BitLayer layer : found.segment().layers()) {
      String name = products.get(facts.size()).name();
      facts.add(
          new LayerProfile.Facts(
              name, LayerProfile.Method.SIGNS, layer.operations(), layer.bytes()));
    }
    return List.copyOf(facts);
  }

  private static LayerProfile.Facts facts(PackedLayer layer, Step step) {
    return switch (layer) {
      case PackedLayer.Product _ when step instanceof TableLinearStep tables ->
          new LayerProfile.Facts(
              layer.name(),
              LayerProfile.Method.TABLES,
              tables.product().operations(),
              tables.product().bytes());
      case PackedLayer.Product product -> facts(product);
      default -> new LayerProfile.Facts(layer.name(), LayerProfile.Method.NO_WEIGHTS, 0, 0);
    };
  }

  private static LayerProfile.Facts facts(PackedLayer.Product layer) {
    LayerProfile.Method method =
        layer.weights() instanceof FloatWeights
            ? LayerProfile.Method.FLOATS
            : LayerProfile.Method.RECONSTRUCTED;
    return new LayerProfile.Facts(
        layer.name(), method, 0, (long) Float.BYTES * layer.weights().shape().size());
  }

  /** The output: the input itself if there are no steps, else a tensor of the workspace. */
  Tensor run(Workspace workspace, Tensor input) {
    return run(workspace, input, LayerProfile.Meter.NONE);
  }

  /** As {@link #run(Workspace, Tensor)}, reporting the time of each layer. */
  Tensor run(Workspace workspace, Tensor input, LayerProfile.Meter meter) {
    Tensor x = input;
    for (Link link : links) {
      Tensor y = run(link, workspace, x, input, meter);
      if (y != x) {
        giveBack(workspace, x, input);
      }
      x = y;
    }
    return x;
  }

  /** Pointwise steps change what nobody else has. */
  private static Tensor run(
      Link link, Workspace workspace, Tensor x, Tensor input, LayerProfile.Meter meter) {
    long start = System.nanoTime();
    switch (link.step()) {
      case Step.Composite composite -> {
        return composite.run(workspace, x, link.facts(), meter);
      }
      case Step.Transform transform -> {
        Tensor y = transform.run(workspace, x);
        meter.add(link.facts().getFirst(), System.nanoTime() - start);
        return y;
      }
      case Step.Pointwise pointwise -> {
        Tensor y = x == input ? workspace.borrow(x.shape()) : x;
        pointwise.run(workspace, x, y);
        meter.add(link.facts().getFirst(), System.nanoTime() - start);
        return y;
      }
    }
  }

  /** Gives a tensor back unless it is the input, which belongs to somebody else. */
  static void giveBack(Workspace workspace, Tensor tensor, Tensor input) {
    if (tensor != input) {
      workspace.giveBack(tensor);
    }
  }
}
