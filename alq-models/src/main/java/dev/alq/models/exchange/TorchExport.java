package dev.alq.models.exchange;

import dev.alq.activation.ActivationQuantizer;
import dev.alq.container.SafetensorsWriter;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Layer;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a network's weights as safetensors that PyTorch loads: {@code
 * model.load_state_dict(safetensors.torch.load_file(file))}. Names are those of the network, which
 * are torchvision's for the networks that torchvision has; axes are in PyTorch's order, and the
 * counters of batch normalisations, which PyTorch insists on, are zero.
 *
 * <p>The weights are written as they stand in the network: floats after float training, and the
 * reconstructed ŵ = Bα after quantization. PyTorch's names have no place for quantized activations,
 * which {@link OnnxExport} writes.
 */
public final class TorchExport {

  private static final Shape SCALAR = Shape.of();

  private TorchExport() {}

  /**
   * Writes parameters and buffers.
   *
   * @param network whose; not modified
   * @param target the file to create or replace
   * @throws IllegalArgumentException if an activation quantizes; one that is a ReLU as yet is
   *     written as one
   * @throws IOException if the file cannot be written
   */
  public static void write(Layer network, Path target) throws IOException {
    Map<String, Tensor> state = new LinkedHashMap<>(network.state());
    for (ActivationQuantizer quantizer : ActivationQuantizer.of(network)) {
      requireRelu(quantizer);
      state.keySet().removeAll(quantizer.buffers().keySet());
    }
    SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
    for (Map.Entry<String, Tensor> entry : state.entrySet()) {
      writer.floats(entry.getKey(), AxisOrder.toForeign(entry.getValue()));
    }
    addCounters(network, writer);
    writer.write(target);
  }

  private static void requireRelu(ActivationQuantizer quantizer) {
    if (quantizer.levels() != null) {
      throw new IllegalArgumentException(
          quantizer.name() + " quantizes activations, which PyTorch's names have no place for");
    }
  }

  private static void addCounters(Layer layer, SafetensorsWriter writer) {
    switch (layer) {
      case BatchNorm norm ->
          writer.longs(norm.name() + ".num_batches_tracked", SCALAR, new long[1]);
      case Sequential sequence -> sequence.layers().forEach(inner -> addCounters(inner, writer));
      case Residual residual -> {
        addCounters(residual.body(), writer);
        addCounters(residual.shortcut(), writer);
      }
      default -> {}
    }
  }
}
