package dev.alq.models;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Records as JSON and back. A record is an object with a member for each component; one that stands
 * for a sealed interface has the member {@code "type"} besides, the name of the record: {@code
 * StepDecay} becomes {@code "step-decay"}, as constants of enums do. Whatever new records and
 * constants come along need nothing here.
 *
 * <p>Reading is strict: every component must be there, nothing else may be, and what a constructor
 * refuses is refused with the path of the field.
 */
final class RecordJson {

  private static final String TYPE = "type";

  private RecordJson() {}

  /** A text is no recipe; the message begins with the path of the field. */
  static final class UnfitException extends Exception {
    private static final long serialVersionUID = 1L;

    private UnfitException(String path, String problem) {
      super((path.isEmpty() ? "" : path + ": ") + problem);
    }
  }

  /** Writes a value whose declared type is given. */
  static void write(JsonGenerator json, Object value, Class<?> declared) {
    switch (value) {
      case Record fields -> writeRecord(json, fields, declared);
      case Enum<?> constant -> json.writeString(kebab(constant.name()));
      case String text -> json.writeString(text);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(element -> write(json, element, sealedParent(element)));
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach((name, element) -> {
          json.writeName(String.valueOf(name));
          write(json, element, sealedParent(element));
        });
        json.writeEndObject();
      }
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private static void writeRecord(JsonGenerator json, Record fields, Class<?> declared) {
    json.writeStartObject();
    if (declared.isInterface()) {
      json.writeStringProperty(TYPE, kebab(fields.getClass().getSimpleName()));
    }
    for (RecordComponent component : fields.getClass().getRecordComponents()) {
      json.writeName(component.getName());
      write(json, component(fields, component), component.getType());
    }
    json.writeEndObject();
  }

  /**
   * What the elements of a list are declared as: the sealed interface of a record if it has one.
   */
  private static Class<?> sealedParent(Object element) {
    return Arrays.stream(element.getClass().getInterfaces())
        .filter(Class::isSealed)
        .findFirst()
        .orElse(element.getClass());
  }

  private static Object component(Record fields, RecordComponent component) {
    try {
      return Objects.requireNonNull(component.getAccessor().invoke(fields));
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalArgumentException(component + " cannot be read", e);
    }
  }

  /**
   * Reads a value.
   *
   * @param tree what stands there
   * @param type what it is to be
   * @param path where it stands, for messages; empty at the top
   * @throws UnfitException if it is not that
   */
  static Object read(JsonTree tree, Type type, String path) throws UnfitException {
    return switch (type) {
      case ParameterizedType generic -> readCollection(tree, generic, path);
      case Class<?> plain when plain == String.class -> {
        if (tree instanceof JsonTree.Text(String text)) {
          yield text;
        }
        throw expected(path, "a text", tree);
      }
      case Class<?> plain when plain.isPrimitive() -> readNumber(tree, plain, path);
      case Class<?> plain when plain.isEnum() -> readConstant(tree, plain, path);
      case Class<?> plain when plain.isRecord() || plain.isSealed() ->
          readRecord(tree, plain, path);
      default -> throw new IllegalArgumentException("no JSON for " + type);
    };
  }

  private static Object readNumber(JsonTree tree, Class<?> type, String path)
      throws UnfitException {
    if (tree instanceof JsonTree.Whole(long number)) {
      if (type == double.class) {
        return (double) number;
      }
      if (type == long.class) {
        return number;
      }
      if (number != (int) number) {
        throw new UnfitException(path, number + " is out of range");
      }
      return (int) number;
    }
    if (tree instanceof JsonTree.Real(double number) && type == double.class) {
      return number;
    }
    throw expected(path, type == double.class ? "a number" : "a whole number", tree);
  }

  private static Object readConstant(JsonTree tree, Class<?> type, String path)
      throws UnfitException {
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String name = kebab(((Enum<?>) constant).name());
      if (tree instanceof JsonTree.Text(String text) && text.equals(name)) {
        return constant;
      }
      names.add(name);
    }
    throw expected(path, "one of " + names, tree);
  }

  private static Object readCollection(JsonTree tree, ParameterizedType type, String path)
      throws UnfitException {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == List.class) {
      if (!(tree instanceof JsonTree.Elements(List<JsonTree> elements))) {
        throw expected(path, "an array", tree);
      }
      List<Object> list = new ArrayList<>();
      for (JsonTree element : elements) {
        list.add(read(element, arguments[0], path + "[" + list.size() + "]"));
      }
      return list;
    }
    if (!(tree instanceof JsonTree.Members(Map<String, JsonTree> members))) {
      throw expected(path, "an object", tree);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonTree> member : members.entrySet()) {
      map.put(
          member.getKey(), read(member.getValue(), arguments[1], inside(path, member.getKey())));
    }
    return map;
  }

  private static Object readRecord(JsonTree tree, Class<?> type, String path)
      throws UnfitException {
    if (!(tree instanceof JsonTree.Members(Map<String, JsonTree> members))) {
      throw expected(path, "an object", tree);
    }
    Set<String> unknown = new LinkedHashSet<>(members.keySet());
    Class<?> kind = type;
    if (type.isInterface()) {
      unknown.remove(TYPE);
      kind = permitted(members.get(TYPE), type, path);
    }
    RecordComponent[] components = kind.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      JsonTree value = members.get(name);
      if (value == null) {
        throw new UnfitException(inside(path, name), "is missing");
      }
      unknown.remove(name);
      types[i] = components[i].getType();
      values[i] = read(value, components[i].getGenericType(), inside(path, name));
    }
    if (!unknown.isEmpty()) {
      throw new UnfitException(inside(path, unknown.iterator().next()), "unknown field");
    }
    return construct(kind, types, values, path);
  }

  private static Class<?> permitted(@Nullable JsonTree name, Class<?> type, String path)
      throws UnfitException {
    List<String> names = new ArrayList<>();
    for (Class<?> subclass : type.getPermittedSubclasses()) {
      String known = kebab(subclass.getSimpleName());
      if (name instanceof JsonTree.Text(String text) && text.equals(known)) {
        return subclass;
      }
      names.add(known);
    }
    String wanted = "one of " + names;
    throw name == null
        ? new UnfitException(inside(path, TYPE), "is missing: " + wanted)
        : expected(inside(path, TYPE), wanted, name);
  }

  private static Object construct(Class<?> kind, Class<?>[] types, Object[] values, String path)
      throws UnfitException {
    try {
      return kind.getConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new UnfitException(path, String.valueOf(refused.getMessage()));
      }
      throw new IllegalArgumentException("cannot construct " + kind, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("cannot construct " + kind, e);
    }
  }

  private static UnfitException expected(String path, String wanted, JsonTree found) {
    return new UnfitException(path, "expected " + wanted + " but found " + found.description());
  }

  private static String inside(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** {@code StepDecay} and {@code STEP_DECAY} as {@code step-decay}. */
  private static String kebab(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
