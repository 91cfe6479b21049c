package dev.alq.tensor;

import static dev.alq.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.alq.kernel.Engine;
import org.junit.jupiter.api.Test;

/** Shapes, tensors and where their memory comes from. */
class TensorTest {

  @Test
  void aShapeIsItsExtents() {
    int[] extents = {2, 3, 4};
    Shape shape = Shape.of(extents);
    extents[0] = 9;
    assertEquals(3, shape.rank());
    assertEquals(2, shape.dimension(0));
    assertEquals(4, shape.dimension(2));
    assertEquals(24, shape.size());
    shape.toArray()[0] = 9;
    assertArrayEquals(new int[] {2, 3, 4}, shape.toArray());
    assertEquals("[2, 3, 4]", shape.toString());
  }

  @Test
  void aScalarHasOneElementAndAnEmptyShapeNone() {
    assertEquals(0, Shape.of().rank());
    assertEquals(1, Shape.of().size());
    assertEquals(0, Shape.of(3, 0, 5).size());
    assertEquals("[]", Shape.of().toString());
  }

  @Test
  void shapesWithEqualExtentsAreEqual() {
    assertEquals(Shape.of(2, 3), Shape.of(2, 3));
    assertEquals(Shape.of(2, 3).hashCode(), Shape.of(2, 3).hashCode());
    assertNotEquals(Shape.of(2, 3), Shape.of(3, 2));
    assertNotEquals(Shape.of(6), Shape.of(6, 1));
    assertNotEquals(Shape.of(1), Shape.of());
  }

  @Test
  void impossibleExtentsAreRefused() {
    assertRefused(() -> Shape.of(2, -1), "[2, -1]");
    assertRefused(() -> Shape.of(0, -1), "[0, -1]");
    assertRefused(() -> Shape.of(1 << 16, 1 << 16), "[65536, 65536]");
    assertRefused(() -> Shape.of(1 << 30, 2), "array");
    assertEquals(Integer.MAX_VALUE, Shape.of(Integer.MAX_VALUE).size());
  }

  @Test
  void aTensorSharesTheArrayItIsMadeOf() {
    float[] data = {1, 2, 3, 4, 5, 6};
    Tensor tensor = Tensor.of(Shape.of(2, 3), data);
    assertSame(data, tensor.data());
    assertEquals(6, tensor.size());
    assertEquals(Shape.of(2, 3), tensor.shape());
    assertEquals("Tensor[2, 3]", tensor.toString());
    assertSame(data, tensor.reshaped(Shape.of(3, 2)).data());
    assertArrayEquals(new float[4], Tensor.zeros(Shape.of(4)).data());
  }

  @Test
  void aCopySharesNothing() {
    Tensor tensor = Tensor.of(Shape.of(2), 1, 2);
    Tensor copy = tensor.copy();
    assertNotSame(tensor.data(), copy.data());
    copy.data()[0] = 7;
    assertArrayEquals(new float[] {1, 2}, tensor.data());
    tensor.copyFrom(copy);
    assertArrayEquals(new float[] {7, 2}, tensor.data());
  }

  @Test
  void sizesThatDoNotFitAreRefusedWithBoth() {
    Tensor tensor = Tensor.zeros(Shape.of(2, 3));
    assertRefused(() -> Tensor.of(Shape.of(2, 3), new float[5]), "[2, 3]", "6", "5");
    assertRefused(() -> tensor.reshaped(Shape.of(5)), "[2, 3]", "[5]");
    assertRefused(() -> tensor.copyFrom(Tensor.zeros(Shape.of(3, 2))), "[2, 3]", "[3, 2]");
  }

  @Test
  void aWorkspaceLendsFromItsEngine() {
    try (Engine engine = Engine.start(1)) {
      Workspace workspace = new Workspace(engine);
      assertSame(engine, workspace.engine());
      Tensor one = workspace.borrow(Shape.of(2, 3));
      Tensor other = workspace.borrow(Shape.of(6));
      assertNotSame(one.data(), other.data());
      workspace.giveBack(one);
      assertSame(one.data(), workspace.borrow(Shape.of(3, 2)).data());
      workspace.giveBack(other);
      assertSame(other.data(), engine.buffers().borrow(6));
      assertEquals(1, workspace.borrow(Shape.of()).size());
    }
  }
}
