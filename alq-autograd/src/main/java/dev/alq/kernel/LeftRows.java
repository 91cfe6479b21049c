package dev.alq.kernel;

import java.util.Arrays;

/**
 * The left operand of a product as {@link Kernels#tile} reads it: in place where the elements of a
 * row lie next to each other, else copied so that the elements of a tile at one depth do.
 */
sealed interface LeftRows {

  /** Chooses; a copy is made in parallel and must be given back. */
  static LeftRows of(Engine engine, MatrixView a) {
    return a.columnStep() == 1 ? new InPlace(a) : Packed.copy(engine, a);
  }

  /** The array that is read. */
  float[] data();

  /** Elements of a row. */
  int depth();

  /** Distance between the elements of a row. */
  int step();

  /** Lets a target read {@code count} rows of a tile from {@code row} on, beginning at depth k. */
  void select(int row, int k, int count, TileTarget target);

  /** Returns what was borrowed. */
  void giveBack(Engine engine);

  /** Rows that are runs. */
  record InPlace(MatrixView a) implements LeftRows {

    @Override
    public float[] data() {
      return a.data();
    }

    @Override
    public int depth() {
      return a.columns();
    }

    @Override
    public int step() {
      return 1;
    }

    @Override
    public void select(int row, int k, int count, TileTarget target) {
      target.setRows(a.offset() + row * a.rowStep() + k, a.rowStep(), count);
    }

    @Override
    public void giveBack(Engine engine) {}
  }

  /** Tiles one after the other; rows beyond the last repeat it. */
  record Packed(float[] data, int tileRows, int depth) implements LeftRows {

    static Packed copy(Engine engine, MatrixView a) {
      int tileRows = engine.kernels().tileRows();
      int tiles = Math.ceilDiv(a.rows(), tileRows);
      float[] data =
          engine.buffers().borrowAtLeast(Math.multiplyExact(tiles * tileRows, a.columns()));
      engine
          .parallel()
          .forEach(
              tiles,
              tile -> {
                int[] starts = new int[tileRows];
                Arrays.setAll(
                    starts, r -> Math.min(tile * tileRows + r, a.rows() - 1) * a.rowStep());
                int to = tile * tileRows * a.columns();
                engine
                    .kernels()
                    .gather(a.data(), a.offset(), a.columnStep(), a.columns(), starts, data, to);
              });
      return new Packed(data, tileRows, a.columns());
    }

    @Override
    public int step() {
      return tileRows;
    }

    @Override
    public void select(int row, int k, int count, TileTarget target) {
      target.setRows(row * depth + k * tileRows, 1, count);
    }

    @Override
    public void giveBack(Engine engine) {
      engine.buffers().giveBack(data);
    }
  }
}
