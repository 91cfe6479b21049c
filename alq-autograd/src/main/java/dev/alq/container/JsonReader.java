package dev.alq.container;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Reads JSON whose form is known, value by value, and refuses everything else: other types, a name
 * that stands twice in an object, deep nesting, anything after the end. {@link Json#write} is its
 * counterpart.
 */
public final class JsonReader {

  /** Reads the value of one member of an object. */
  @FunctionalInterface
  public interface Member {
    /**
     * Reads the value; exactly one value must be read.
     *
     * @param name the member's name
     * @throws IOException if the name or the value is not expected
     */
    void read(String name) throws IOException;
  }

  /** Reads one element of an array. */
  @FunctionalInterface
  public interface Element {
    /**
     * Reads the element; exactly one value must be read.
     *
     * @throws IOException if the value is not expected
     */
    void read() throws IOException;
  }

  /** A step of the parser, which reports problems by an unchecked exception. */
  private interface Step<T extends @Nullable Object> {
    T take() throws JacksonException;
  }

  private final JsonParser parser;

  /** Whether the parser's current token has been looked at but not read. */
  private boolean pending;

  /**
   * Starts at the beginning of a text.
   *
   * @param utf8 the text; not modified
   */
  public JsonReader(byte[] utf8) {
    parser = Json.FACTORY.createParser(ObjectReadContext.empty(), utf8);
  }

  /** The kinds of values. */
  public enum Kind {
    /** Members by name. */
    OBJECT,
    /** Elements in order. */
    ARRAY,
    /** Characters. */
    TEXT,
    /** A number without a fraction or exponent. */
    WHOLE_NUMBER,
    /** Any other number. */
    NUMBER,
    /** True, false or null. */
    WORD
  }

  /**
   * Looks at the next value without reading it.
   *
   * @return its kind
   * @throws MalformedJsonException if there is no value
   */
  public Kind kind() throws MalformedJsonException {
    JsonToken token = next();
    pending = true;
    return switch (token) {
      case START_OBJECT -> Kind.OBJECT;
      case START_ARRAY -> Kind.ARRAY;
      case VALUE_STRING -> Kind.TEXT;
      case VALUE_NUMBER_INT -> Kind.WHOLE_NUMBER;
      case VALUE_NUMBER_FLOAT -> Kind.NUMBER;
      case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> Kind.WORD;
      case null, default -> throw problem("expected a value but found " + token);
    };
  }

  /**
   * Reads an object.
   *
   * @param member called for each member, in the order of the text
   * @throws MalformedJsonException if the next value is not an object
   * @throws IOException what {@code member} throws
   */
  public void object(Member member) throws IOException {
    expect(JsonToken.START_OBJECT, "an object");
    for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
      if (token != JsonToken.PROPERTY_NAME) {
        throw problem("expected a name but found " + token);
      }
      member.read(parser.currentName());
    }
  }

  /**
   * Reads an array.
   *
   * @param element called before each element; must read it
   * @throws MalformedJsonException if the next value is not an array
   * @throws IOException what {@code element} throws
   */
  public void array(Element element) throws IOException {
    expect(JsonToken.START_ARRAY, "an array");
    while (next() != JsonToken.END_ARRAY) {
      pending = true;
      element.read();
    }
  }

  /**
   * Reads a text.
   *
   * @return the characters
   * @throws MalformedJsonException if the next value is not a text
   */
  public String string() throws MalformedJsonException {
    expect(JsonToken.VALUE_STRING, "a text");
    return value(parser::getString);
  }

  /**
   * Reads a whole number.
   *
   * @return the number
   * @throws MalformedJsonException if the next value is not a whole number or not in range
   */
  public long wholeNumber() throws MalformedJsonException {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    return value(parser::getLongValue);
  }

  /**
   * Reads a whole number that is not negative and fits an {@code int}.
   *
   * @return 0 or more
   * @throws MalformedJsonException if the next value is anything else
   */
  public int size() throws MalformedJsonException {
    long number = wholeNumber();
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw problem("not a size: " + number);
    }
    return (int) number;
  }

  /**
   * Reads a number, whole or not.
   *
   * @return the nearest {@code float}, finite
   * @throws MalformedJsonException if the next value is not a number or too large
   */
  public float number() throws MalformedJsonException {
    JsonToken token = next();
    if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
      throw problem("expected a number but found " + token);
    }
    float number = value(parser::getFloatValue);
    if (!Float.isFinite(number)) {
      throw problem("a number too large");
    }
    return number;
  }

  /**
   * Reads a number, whole or not.
   *
   * @return the nearest {@code double}, finite
   * @throws MalformedJsonException if the next value is not a number or too large
   */
  public double real() throws MalformedJsonException {
    JsonToken token = next();
    if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
      throw problem("expected a number but found " + token);
    }
    double number = value(parser::getDoubleValue);
    if (!Double.isFinite(number)) {
      throw problem("a number too large");
    }
    return number;
  }

  /**
   * Checks that nothing but spaces follows.
   *
   * @throws MalformedJsonException if something does
   */
  public void end() throws MalformedJsonException {
    JsonToken token = next();
    if (token != null) {
      throw problem("expected the end but found " + token);
    }
  }

  /**
   * An exception at the present position.
   *
   * @param text what is wrong
   * @return the exception, for the caller to throw
   */
  public MalformedJsonException problem(String text) {
    return new MalformedJsonException(
        Math.max(0, parser.currentTokenLocation().getByteOffset()), text);
  }

  private void expect(JsonToken expected, String description) throws MalformedJsonException {
    JsonToken token = next();
    if (token != expected) {
      throw problem("expected " + description + " but found " + token);
    }
  }

  private @Nullable JsonToken next() throws MalformedJsonException {
    if (pending) {
      pending = false;
      return parser.currentToken();
    }
    return value(parser::nextToken);
  }

  private <T extends @Nullable Object> T value(Step<T> step) throws MalformedJsonException {
    try {
      return step.take();
    } catch (JacksonException e) {
      throw problem(e.getOriginalMessage());
    }
  }
}
