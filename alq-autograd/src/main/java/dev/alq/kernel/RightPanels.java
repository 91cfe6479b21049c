package dev.alq.kernel;

/** Where the blocks of a product get the panels of the right operand from. */
sealed interface RightPanels {

  /** A left operand of at most so many tiles reads a panel too few times to pay for a copy. */
  int TILES_TO_READ_IN_PLACE = 3;

  /**
   * Chooses by shape.
   *
   * @param rows rows of the left operand
   * @param shared whether several blocks read the same columns
   */
  static RightPanels of(Engine engine, MatrixView b, int rows, boolean shared) {
    Kernels kernels = engine.kernels();
    if (rows <= TILES_TO_READ_IN_PLACE * kernels.tileRows() && Panels.readable(kernels, b)) {
      return new Whole(Panels.inPlace(kernels, b));
    }
    return shared ? new Whole(Panels.pack(engine, b)) : new PerBlock(b);
  }

  /** Panels of {@code length} rows from row {@code k} on; the caller gives them back. */
  Panels take(Engine engine, int k, int length, int firstColumn, int columns);

  /** Returns what all blocks shared. */
  void giveBack(Engine engine);

  /** The matrix where it lies, or one copy of it, for all blocks. */
  record Whole(Panels all) implements RightPanels {

    @Override
    public Panels take(Engine engine, int k, int length, int firstColumn, int columns) {
      int first = firstColumn / all.width();
      return all.part(k, length, first, Math.ceilDiv(columns, all.width()));
    }

    @Override
    public void giveBack(Engine engine) {
      all.giveBack(engine);
    }
  }

  /** A copy of what a block needs next, small enough for the cache of its processor. */
  record PerBlock(MatrixView b) implements RightPanels {

    @Override
    public Panels take(Engine engine, int k, int length, int firstColumn, int columns) {
      return Panels.packHere(engine, b.part(k, firstColumn, length, columns));
    }

    @Override
    public void giveBack(Engine engine) {}
  }
}
