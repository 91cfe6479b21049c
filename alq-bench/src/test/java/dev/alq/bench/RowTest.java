package dev.alq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RowTest {

  private static final Row.Setting SETTING = new Row.Setting(2, "amd64 vector-512", "2.7, fastest");

  private static Row row(double ourMillis, double peerMillis) {
    return new Row("gemm", "1x2x3", SETTING, ourMillis, "openblas", peerMillis, null);
  }

  @Test
  void ratioIsAboveOneWhereThePeerTakesLonger() {
    assertEquals(2.5, row(4, 10).ratio());
  }

  @Test
  void jsonHoldsTheAgreedMembersOnOneLine() {
    Row row =
        new Row(
            "conv/all",
            "128->256@16x16",
            SETTING,
            12.3456789,
            "pytorch-2.7",
            0.000123456,
            new Row.Tails(13, 0.5));
    assertEquals(
        "{\"benchmark\":\"conv/all\",\"shape\":\"128->256@16x16\",\"threads\":2,"
            + "\"ourMillis\":12.346,\"peer\":\"pytorch-2.7\",\"peerMillis\":0.00012346,"
            + "\"ratio\":0.0000099999,\"ourP99Millis\":13,\"peerP99Millis\":0.5,"
            + "\"isa\":\"amd64 vector-512\",\"baseline\":\"2.7, fastest\"}",
        row.json());
  }

  @Test
  void jsonEscapesWhatMustBe() {
    assertEquals("\"a\\\"b\\\\c\\u000a\"", JsonText.quoted("a\"b\\c\n"));
  }

  @Test
  void timesMustBePositive() {
    assertThrows(IllegalArgumentException.class, () -> row(0, 1));
    assertThrows(IllegalArgumentException.class, () -> row(1, Double.NaN));
  }
}
