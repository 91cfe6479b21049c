package dev.alq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RowTest {

  @Test
  void ratioIsAboveOneWhereThePeerTakesLonger() {
    assertEquals(2.5, new Row("gemm", "1x2x3", 2, 4, "openblas", 10).ratio());
  }

  @Test
  void jsonHoldsTheAgreedMembersOnOneLine() {
    Row row = new Row("conv/all", "128->256@16x16", 2, 12.3456789, "pytorch-2.7", 0.000123456);
    assertEquals(
        "{\"benchmark\":\"conv/all\",\"shape\":\"128->256@16x16\",\"threads\":2,"
            + "\"ourMillis\":12.346,\"peer\":\"pytorch-2.7\",\"peerMillis\":0.00012346,"
            + "\"ratio\":0.0000099999}",
        row.json());
  }

  @Test
  void jsonEscapesWhatMustBe() {
    assertEquals("\"a\\\"b\\\\c\\u000a\"", JsonText.quoted("a\"b\\c\n"));
  }

  @Test
  void timesMustBePositive() {
    assertThrows(IllegalArgumentException.class, () -> new Row("a", "b", 1, 0, "c", 1));
    assertThrows(IllegalArgumentException.class, () -> new Row("a", "b", 1, 1, "c", Double.NaN));
  }
}
