package dev.alq.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

  @Test
  void valuesAreReadInTheirOrder() throws IOException {
    JsonReader json = reader("{\"a\":[1,-2],\"b\":{\"c\":\"ä\"},\"d\":0.1307} \n");
    List<Object> read = new ArrayList<>();
    json.object(name -> {
      read.add(name);
      switch (name) {
        case "a" -> json.array(() -> read.add(json.wholeNumber()));
        case "b" ->
            json.object(inner -> {
              read.add(inner);
              read.add(json.string());
            });
        default -> read.add(json.number());
      }
    });
    json.end();
    assertEquals(List.of("a", 1L, -2L, "b", "c", "ä", "d", 0.1307f), read);
  }

  @Test
  void everyFloatSurvivesItsText() throws IOException {
    for (float value : new float[] {0.1f, 1e-38f, 3.4028235e38f, 16_777_216f, -0f, 1 / 3f}) {
      byte[] text = Json.write(generator -> generator.writeNumber(value));
      assertEquals(value, new JsonReader(text).number());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "[]",
        "1",
        "null",
        "{\"a\":null}",
        "{\"a\":\"1\"}",
        "{\"a\":1.0}",
        "{\"a\":1e3}",
        "{\"a\":99999999999999999999}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1}{",
        "{\"a\":1}1",
        "{\"a\":01}",
        "{\"a\":1/*no*/}"
      })
  void anythingButAnObjectOfWholeNumbersIsRefused(String text) {
    JsonReader json = reader(text);
    assertThrows(
        MalformedJsonException.class,
        () -> {
          json.object(name -> json.wholeNumber());
          json.end();
        });
  }

  @Test
  void sizesAndNumbersHaveTheirRanges() throws IOException {
    assertEquals(Integer.MAX_VALUE, reader("2147483647").size());
    assertThrows(MalformedJsonException.class, () -> reader("2147483648").size());
    assertThrows(MalformedJsonException.class, () -> reader("-1").size());
    assertThrows(MalformedJsonException.class, () -> reader("1e39").number());
    assertThrows(MalformedJsonException.class, () -> reader("1".repeat(65)).number());
  }

  @Test
  void nestingHasABound() {
    JsonReader json = reader("[".repeat(100_000));
    assertThrows(MalformedJsonException.class, () -> descend(json));
  }

  @Test
  void aBrokenByteIsRefusedWithItsOffset() {
    byte[] text = "{\"a\":\"xyz\"}".getBytes(StandardCharsets.UTF_8);
    text[7] = (byte) 0xFF;
    JsonReader json = new JsonReader(text);
    MalformedJsonException e =
        assertThrows(MalformedJsonException.class, () -> json.object(name -> json.string()));
    assertEquals(5, e.offset());
  }

  private static void descend(JsonReader json) throws IOException {
    json.array(() -> descend(json));
  }

  private static JsonReader reader(String text) {
    return new JsonReader(text.getBytes(StandardCharsets.UTF_8));
  }
}
