package dev.alq.tensor;

import dev.alq.kernel.Engine;

/** Lends tensors from an engine's array pool, so that steps reuse memory. */
public final class Workspace {

  private final Engine engine;

  /**
   * Creates a workspace.
   *
   * @param engine whose arrays are lent
   */
  public Workspace(Engine engine) {
    this.engine = engine;
  }

  /**
   * The engine.
   *
   * @return whose arrays are lent
   */
  public Engine engine() {
    return engine;
  }

  /**
   * Lends a tensor whose contents are undefined.
   *
   * @param shape its shape
   * @return a tensor that nobody else holds until it is given back
   */
  public Tensor borrow(Shape shape) {
    return Tensor.of(shape, engine.buffers().borrow(shape.size()));
  }

  /**
   * Takes a tensor back.
   *
   * @param tensor from {@link #borrow}; neither it nor its elements may be used afterwards
   */
  public void giveBack(Tensor tensor) {
    engine.buffers().giveBack(tensor.data());
  }
}
