package dev.alq.models.exchange;

import dev.alq.models.exchange.PickleValue.Callable;
import dev.alq.models.exchange.PickleValue.Dictionary;
import dev.alq.models.exchange.PickleValue.Items;
import dev.alq.models.exchange.PickleValue.Mark;
import dev.alq.models.exchange.PickleValue.Other;
import dev.alq.models.exchange.PickleValue.Storage;
import dev.alq.models.exchange.PickleValue.StorageType;
import dev.alq.models.exchange.PickleValue.Text;
import dev.alq.models.exchange.PickleValue.Tuple;
import dev.alq.models.exchange.PickleValue.View;
import dev.alq.models.exchange.PickleValue.Whole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Reads the pickles inside PyTorch's checkpoints. A pickle is a program; this machine knows the
 * instructions that build data and the few names of {@link PickleValue#GLOBALS}, and calls nothing:
 * what Python would call is recognised and turned into a record. Every instruction takes at least a
 * byte and makes at most one value, so memory is bounded by the length of the pickle, and nothing
 * is read recursively.
 */
final class Unpickler {

  /** The newest protocol whose instructions are known. */
  static final int NEWEST_PROTOCOL = 5;

  private static final int MAX_VALUES = 1 << 20;
  private static final int MAX_AXES = 16;

  /** More than any file holds, and few enough that their bytes can be counted. */
  private static final long MAX_ELEMENTS = 1L << 48;

  private final PickleInput in;
  private final ArrayList<PickleValue> stack = new ArrayList<>();
  private final Map<Integer, PickleValue> memo = new HashMap<>();

  private final Map<String, Storage> storages;

  private Unpickler(PickleInput in, Map<String, Storage> storages) {
    this.in = in;
    this.storages = storages;
  }

  /**
   * Reads one pickle.
   *
   * @param in stands at its beginning; behind its end afterwards
   * @param storages receives the storages it refers to, by key; modified
   * @return what it holds
   * @throws PickleException if the pickle is damaged, uses a name or an instruction that no state
   *     dictionary needs, or grows too large
   */
  static PickleValue read(PickleInput in, Map<String, Storage> storages) throws PickleException {
    Unpickler unpickler = new Unpickler(in, storages);
    int instruction = in.unsignedByte();
    while (instruction != '.') {
      unpickler.step(instruction);
      if (unpickler.stack.size() > MAX_VALUES || unpickler.memo.size() > MAX_VALUES) {
        throw in.fault("more than " + MAX_VALUES + " values");
      }
      instruction = in.unsignedByte();
    }
    return unpickler.pop();
  }

  private void step(int instruction) throws PickleException {
    switch (instruction) {
      case 0x80 -> protocol(in.unsignedByte());
      case 0x95 -> in.skip(Long.BYTES); // length of a frame
      case '(' -> push(new Mark());
      case '0' -> pop();
      case '1' -> items();
      case '2' -> push(top());
      case '}' -> push(new Dictionary());
      case ']' -> push(new Items(new ArrayList<>()));
      case ')' -> push(new Tuple(List.of()));
      case 't' -> push(new Tuple(items()));
      case 'l' -> push(new Items(new ArrayList<>(items())));
      case 'd' -> push(dictionary(items()));
      case 0x85, 0x86, 0x87 -> push(new Tuple(last(instruction - 0x84)));
      case 'a' -> append(last(1));
      case 'e' -> append(items());
      case 's' -> put(last(2));
      case 'u' -> put(items());
      case 'b' -> build();
      case 'R' -> push(reduce());
      case 'Q' -> push(storage());
      case 'c' -> push(global(in.line(), in.line()));
      case 0x93 -> stackGlobal();
      case 'q' -> memo.put(in.unsignedByte(), top());
      case 'r' -> memo.put((int) in.littleEndian(Integer.BYTES), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> push(remembered(in.unsignedByte()));
      case 'j' -> push(remembered((int) in.littleEndian(Integer.BYTES)));
      default -> push(literal(instruction));
    }
  }

  private PickleValue literal(int instruction) throws PickleException {
    return switch (instruction) {
      case 'N', 0x88, 0x89 -> new Other();
      case 'G' -> skipped(Double.BYTES);
      case 'J' -> new Whole(in.littleEndian(Integer.BYTES));
      case 'K' -> new Whole(in.unsignedByte());
      case 'M' -> new Whole(in.littleEndian(Short.BYTES) & 0xFFFF);
      case 0x8a -> number(in.unsignedByte());
      case 0x8b -> number(in.littleEndian(Integer.BYTES));
      case 'X' -> new Text(in.text(in.littleEndian(Integer.BYTES) & 0xFFFFFFFFL));
      case 0x8c, 'U' -> new Text(in.text(in.unsignedByte()));
      case 'T' -> new Text(in.text(in.littleEndian(Integer.BYTES)));
      case 'C' -> skipped(in.unsignedByte());
      case 'B' -> skipped(in.littleEndian(Integer.BYTES) & 0xFFFFFFFFL);
      default ->
          throw in.fault(
              "the pickle instruction 0x"
                  + HexFormat.of().toHexDigits((byte) instruction)
                  + ", which no state dictionary needs");
    };
  }

  private Other skipped(long bytes) throws PickleException {
    in.skip(bytes);
    return new Other();
  }

  private PickleValue number(long bytes) throws PickleException {
    return bytes >= 0 && bytes <= Long.BYTES
        ? new Whole(in.littleEndian((int) bytes))
        : skipped(bytes);
  }

  private void protocol(int version) throws PickleException {
    if (version > NEWEST_PROTOCOL) {
      throw in.fault("a pickle of protocol " + version);
    }
  }

  private void push(PickleValue value) {
    stack.add(value);
  }

  private PickleValue pop() throws PickleException {
    top();
    return stack.removeLast();
  }

  private PickleValue top() throws PickleException {
    if (stack.isEmpty()) {
      throw in.fault("a pickle that takes more than it makes");
    }
    return stack.getLast();
  }

  /** Takes what lies above the last mark, and the mark. */
  private List<PickleValue> items() throws PickleException {
    int mark = stack.size() - 1;
    while (mark >= 0 && !(stack.get(mark) instanceof Mark)) {
      mark--;
    }
    if (mark < 0) {
      throw in.fault("a pickle without the mark that it asks for");
    }
    List<PickleValue> items = last(stack.size() - mark - 1);
    stack.removeLast();
    return items;
  }

  /** Takes the topmost values. */
  private List<PickleValue> last(int count) throws PickleException {
    if (count > stack.size()) {
      throw in.fault("a pickle that takes more than it makes");
    }
    List<PickleValue> above = stack.subList(stack.size() - count, stack.size());
    List<PickleValue> taken = List.copyOf(above);
    above.clear();
    return taken;
  }

  private void append(List<PickleValue> items) throws PickleException {
    if (!(top() instanceof Items list)) {
      throw in.fault("items for what is no list");
    }
    list.items().addAll(items);
  }

  private void put(List<PickleValue> entries) throws PickleException {
    if (!(top() instanceof Dictionary target)) {
      throw in.fault("entries for what is no dictionary");
    }
    target.entries().putAll(dictionary(entries).entries());
  }

  private Dictionary dictionary(List<PickleValue> entries) throws PickleException {
    Dictionary dictionary = new Dictionary();
    for (int i = 0; i + 1 < entries.size(); i += 2) {
      String key =
          switch (entries.get(i)) {
            case Text text -> text.text();
            case Whole whole -> Long.toString(whole.number());
            default -> throw in.fault("a key that is neither text nor number");
          };
      dictionary.entries().put(key, entries.get(i + 1));
    }
    return dictionary;
  }

  /** Attributes, such as the versions of a state dictionary's parts, are dropped. */
  private void build() throws PickleException {
    pop();
    if (!(top() instanceof Dictionary || top() instanceof View)) {
      throw in.fault("attributes of what is neither a dictionary nor a tensor");
    }
  }

  private PickleValue remembered(int index) throws PickleException {
    PickleValue value = memo.get(index);
    if (value == null) {
      throw in.fault("a value that was never put aside");
    }
    return value;
  }

  private void stackGlobal() throws PickleException {
    List<PickleValue> names = last(2);
    if (names.get(0) instanceof Text(String module) && names.get(1) instanceof Text(String name)) {
      push(global(module, name));
    } else {
      throw in.fault("a name that is no text");
    }
  }

  private PickleValue global(String module, String name) throws PickleException {
    PickleValue known = PickleValue.GLOBALS.get(module + "." + name);
    if (known == null) {
      throw in.fault(
          "the file asks Python to use '"
              + PickleInput.printable(module + "." + name)
              + "', which is neither needed for weights nor done here; save model.state_dict()");
    }
    return known;
  }

  private PickleValue reduce() throws PickleException {
    List<PickleValue> call = last(2);
    if (call.get(0) instanceof Callable(PickleValue.Function function)
        && call.get(1) instanceof Tuple(List<PickleValue> arguments)) {
      return switch (function) {
        case ORDERED_DICTIONARY -> emptyDictionary(arguments);
        case REBUILD_TENSOR -> tensor(arguments);
        case REBUILD_PARAMETER -> parameter(arguments);
      };
    }
    throw in.fault("a call of what cannot be called");
  }

  private Dictionary emptyDictionary(List<PickleValue> arguments) throws PickleException {
    if (arguments.isEmpty()) {
      return new Dictionary();
    }
    throw in.fault("an ordered dictionary with arguments");
  }

  private PickleValue parameter(List<PickleValue> arguments) throws PickleException {
    if (!arguments.isEmpty() && arguments.getFirst() instanceof View view) {
      return view;
    }
    throw in.fault("a parameter without a tensor");
  }

  private View tensor(List<PickleValue> arguments) throws PickleException {
    if (arguments.size() >= 4
        && arguments.get(0) instanceof Storage storage
        && arguments.get(1) instanceof Whole(long offset)
        && arguments.get(2) instanceof Tuple(List<PickleValue> sizes)
        && arguments.get(3) instanceof Tuple(List<PickleValue> strides)
        && sizes.size() == strides.size()) {
      if (sizes.size() > MAX_AXES) { // they are copied, however often the pickle uses them
        throw in.fault("a tensor of " + sizes.size() + " axes");
      }
      return new View(storage, offset, numbers(sizes), numbers(strides));
    }
    throw in.fault("a tensor without storage, offset, sizes and strides");
  }

  private List<Long> numbers(List<PickleValue> values) throws PickleException {
    List<Long> numbers = new ArrayList<>();
    for (PickleValue value : values) {
      if (!(value instanceof Whole(long number)) || number < 0) {
        throw in.fault("a size or stride that is no number, or negative");
      }
      numbers.add(number);
    }
    return List.copyOf(numbers);
  }

  /** {@code ('storage', type, key, device, count)}, in older files with a view behind it. */
  private Storage storage() throws PickleException {
    if (pop() instanceof Tuple(List<PickleValue> id)
        && id.size() >= 5
        && id.get(0) instanceof Text(String kind)
        && kind.equals("storage")
        && id.get(1) instanceof StorageType(TorchElement element)
        && id.get(2) instanceof Text(String key)
        && id.get(4) instanceof Whole(long count)
        && count >= 0
        && (id.size() == 5 || id.get(5) instanceof Other)) {
      if (count > MAX_ELEMENTS) {
        throw in.fault("a storage of " + count + " elements");
      }
      Storage storage = new Storage(element, key, count);
      Storage known = storages.putIfAbsent(key, storage);
      if (known == null || known.equals(storage)) {
        return storage;
      }
    }
    throw in.fault("a reference to what is no storage of known elements, or to one of two kinds");
  }
}
