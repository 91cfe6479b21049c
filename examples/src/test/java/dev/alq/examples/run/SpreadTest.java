package dev.alq.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void isThatOfASample() {
    Spread spread = Spread.of(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));
    assertEquals(5, spread.mean(), 1e-12);
    assertEquals(Math.sqrt(32.0 / 7), spread.deviation(), 1e-12);
    assertEquals(2, spread.lowest());
    assertEquals(9, spread.highest());
  }

  @Test
  void aSingleRunHasNone() {
    assertEquals(new Spread(98.5, 0, 98.5, 98.5), Spread.of(List.of(98.5)));
    assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of()));
  }
}
