package dev.alq.models.exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a restricted unpickler can make: data, and no more of it than a state dictionary needs. */
sealed interface PickleValue {

  /** A text. */
  record Text(String text) implements PickleValue {}

  /** A whole number of 64 bits. */
  record Whole(long number) implements PickleValue {}

  /** None, a truth value, a fraction, bytes or a longer number: read past, never looked at. */
  record Other() implements PickleValue {}

  /** A fixed list; not modified. */
  record Tuple(List<PickleValue> items) implements PickleValue {}

  /** A list that grows while it is read. */
  record Items(ArrayList<PickleValue> items) implements PickleValue {}

  /** A dictionary that grows while it is read; keys that are whole numbers stand as digits. */
  record Dictionary(LinkedHashMap<String, PickleValue> entries) implements PickleValue {
    Dictionary() {
      this(new LinkedHashMap<>());
    }
  }

  /** Where a list of arguments or items begins. */
  record Mark() implements PickleValue {}

  /** Something that is known by name and may be called. */
  record Callable(Function function) implements PickleValue {}

  /** The type of a storage. */
  record StorageType(TorchElement element) implements PickleValue {}

  /** Elements that lie elsewhere in the file. */
  record Storage(TorchElement element, String key, long count) implements PickleValue {}

  /** A view of a storage. */
  record View(Storage storage, long offset, List<Long> sizes, List<Long> strides)
      implements PickleValue {}

  /** The functions that a state dictionary calls. */
  enum Function {
    ORDERED_DICTIONARY,
    REBUILD_TENSOR,
    REBUILD_PARAMETER
  }

  /** All names that may stand in a pickle. */
  Map<String, PickleValue> GLOBALS = globals();

  private static Map<String, PickleValue> globals() {
    Map<String, PickleValue> globals = new LinkedHashMap<>();
    globals.put("collections.OrderedDict", new Callable(Function.ORDERED_DICTIONARY));
    globals.put("torch._utils._rebuild_tensor_v2", new Callable(Function.REBUILD_TENSOR));
    globals.put("torch._utils._rebuild_parameter", new Callable(Function.REBUILD_PARAMETER));
    for (TorchElement element : TorchElement.values()) {
      globals.put("torch." + element.storageName(), new StorageType(element));
    }
    return Map.copyOf(globals);
  }
}
