package dev.alq.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FastestTest {

  @Test
  void quickestWayIsTaken() {
    FakeWork slow = new FakeWork(_ -> 2_000, 1);
    FakeWork quick = new FakeWork(_ -> 1_000, 2);
    Fastest fastest = new Fastest(List.of(slow, quick));
    assertArrayEquals(new float[] {2}, fastest.result());
    assertEquals(3_000, fastest.nanos(3));
    int before = slow.runs();
    fastest.run();
    assertEquals(before, slow.runs());
  }
}
