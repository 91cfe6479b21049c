package dev.alq.models.exchange;

import dev.alq.models.exchange.PickleValue.Dictionary;
import dev.alq.models.exchange.PickleValue.View;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The tensors of a checkpoint that PyTorch wrote: of a state dictionary, or of one that lies inside
 * a dictionary under a usual name. Whatever else such a file holds is passed over.
 */
final class TorchCheckpoint implements Checkpoint {

  /** Under these names training scripts keep the weights among other things. */
  private static final List<String> USUAL_NAMES =
      List.of("state_dict", "model_state_dict", "model", "net");

  private final Path file;
  private final TorchStorages storages;
  private final Map<String, View> views = new LinkedHashMap<>();
  private final SequencedMap<String, Shape> shapes = new LinkedHashMap<>();

  private TorchCheckpoint(Path file, PickleValue root, TorchStorages storages)
      throws CheckpointException {
    this.file = file;
    this.storages = storages;
    for (Map.Entry<String, PickleValue> entry : stateDictionary(root).entries().entrySet()) {
      if (entry.getValue() instanceof View view) {
        shapes.put(entry.getKey(), shape(entry.getKey(), view));
        views.put(entry.getKey(), view);
      }
    }
    if (views.isEmpty()) {
      throw new CheckpointException(file, "holds no tensors by name");
    }
  }

  /** Opens a checkpoint in the format of PyTorch 1.6 and newer. */
  static TorchCheckpoint zip(Path file) throws IOException {
    TorchZip zip = TorchZip.open(file);
    boolean opened = false;
    try {
      TorchCheckpoint checkpoint = new TorchCheckpoint(file, zip.root(), zip);
      opened = true;
      return checkpoint;
    } catch (PickleException e) {
      throw new CheckpointException(file, String.valueOf(e.getMessage()), e);
    } finally {
      if (!opened) {
        zip.close();
      }
    }
  }

  /** Opens a checkpoint in the format before that. */
  static TorchCheckpoint legacy(Path file) throws IOException {
    try {
      TorchLegacy legacy = TorchLegacy.open(file);
      return new TorchCheckpoint(file, legacy.root(), legacy);
    } catch (PickleException e) {
      throw new CheckpointException(file, String.valueOf(e.getMessage()), e);
    }
  }

  private Dictionary stateDictionary(PickleValue root) throws CheckpointException {
    if (!(root instanceof Dictionary dictionary)) {
      throw new CheckpointException(file, "holds no dictionary of tensors");
    }
    for (String name : USUAL_NAMES) {
      if (dictionary.entries().get(name) instanceof Dictionary inner) {
        return inner;
      }
    }
    return dictionary;
  }

  private Shape shape(String name, View view) throws CheckpointException {
    int[] sizes = new int[view.sizes().size()];
    try {
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = Math.toIntExact(view.sizes().get(i));
      }
      Shape shape = Shape.of(sizes);
      if (span(view) > view.storage().count() - view.offset() || view.offset() < 0) {
        throw problem(name, "reaches beyond its storage of " + view.storage().count());
      }
      if (shape.size() > view.storage().count()) { // strides of 0 would fill memory from nothing
        throw problem(name, "has more elements than its storage of " + view.storage().count());
      }
      return shape;
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw problem(name, "of sizes " + view.sizes() + " and strides " + view.strides());
    }
  }

  /** Elements from the first to the last one that a view reaches. */
  private static long span(View view) {
    long span = 1;
    for (int i = 0; i < view.sizes().size(); i++) {
      long size = view.sizes().get(i);
      if (size == 0) {
        return 0;
      }
      span = Math.addExact(span, Math.multiplyExact(size - 1, view.strides().get(i)));
    }
    return span;
  }

  private CheckpointException problem(String name, String text) {
    return new CheckpointException(file, "tensor '" + PickleInput.printable(name) + "' " + text);
  }

  @Override
  public SequencedMap<String, Shape> shapes() {
    return Collections.unmodifiableSequencedMap(shapes);
  }

  @Override
  public Tensor read(String name) throws IOException {
    View view = views.get(name);
    Shape shape = shapes.get(name);
    if (view == null || shape == null) {
      throw problem(name, "is not there");
    }
    TorchElement element = view.storage().element();
    long bytes = span(view) * element.bytes();
    if (bytes > Integer.MAX_VALUE - Long.BYTES) {
      throw problem(name, "spreads over " + bytes + " bytes");
    }
    ByteBuffer data = storages.read(view.storage(), view.offset() * element.bytes(), (int) bytes);
    data.order(ByteOrder.LITTLE_ENDIAN);
    Tensor tensor = Tensor.zeros(shape);
    gather(view, element, data, tensor.data());
    return tensor;
  }

  /** Row-major, by counting up the position in all axes. */
  private static void gather(View view, TorchElement element, ByteBuffer data, float[] target) {
    int rank = view.sizes().size();
    int[] position = new int[rank];
    long from = 0;
    for (int i = 0; i < target.length; i++) {
      target[i] = element.read(data, (int) (from * element.bytes()));
      for (int axis = rank - 1; axis >= 0; axis--) {
        from += view.strides().get(axis);
        position[axis]++;
        if (position[axis] < view.sizes().get(axis)) {
          break;
        }
        from -= position[axis] * view.strides().get(axis);
        position[axis] = 0;
      }
    }
  }

  @Override
  public void close() throws IOException {
    storages.close();
  }
}
