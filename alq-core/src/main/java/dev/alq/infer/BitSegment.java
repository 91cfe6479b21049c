package dev.alq.infer;

import dev.alq.kernel.Engine;
import dev.alq.kernel.LevelBits;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.List;

/**
 * Layers that run on codes, one after the other: numbers that are levels already are encoded at the
 * start, and the last layer gives numbers again.
 *
 * @param levels how numbers become codes
 * @param layers at least one
 * @param output the shape of the last layer's output for one image
 */
record BitSegment(LevelBits levels, List<BitLayer> layers, Shape output) implements Step.Composite {

  @Override
  public Tensor run(
      Workspace workspace, Tensor input, List<LayerProfile.Facts> facts, LayerProfile.Meter meter) {
    Engine engine = workspace.engine();
    int batch = input.shape().dimension(0);
    long start = System.nanoTime();
    CodeMemory memory = CodeMemory.of(layers);
    Codes codes = Codes.borrow(engine, layers.getFirst().input(), batch, memory);
    codes.encode(engine, levels, input.data());
    int last = layers.size() - 1;
    for (int i = 0; i < last; i++) {
      Codes next = layers.get(i).toCodes(engine, codes, memory);
      codes.giveBack(engine.buffers());
      codes = next;
      long now = System.nanoTime();
      meter.add(facts.get(i), now - start);
      start = now;
    }
    Tensor result = workspace.borrow(batched(batch));
    layers.get(last).toFloats(engine, codes, memory, result.data());
    codes.giveBack(engine.buffers());
    meter.add(facts.get(last), System.nanoTime() - start);
    return result;
  }

  private Shape batched(int batch) {
    return output.rank() == 1
        ? Shape.of(batch, output.dimension(0))
        : Shape.of(batch, output.dimension(0), output.dimension(1), output.dimension(2));
  }
}
