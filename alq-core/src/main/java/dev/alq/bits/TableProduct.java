package dev.alq.bits;

import dev.alq.kernel.BitKernels;
import dev.alq.kernel.BitTerms;
import dev.alq.kernel.Buffers;
import dev.alq.kernel.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * Rows of multi-bit weights that are multiplied with vectors of numbers, prepared. Four numbers
 * have only 16 sums with signs: these are computed once per vector, and every basis of every row
 * looks up its own. Rows may have any number of bases, so what a row lacks costs nothing.
 * Immutable.
 */
public final class TableProduct {

  /** Rows whose bases are looked up together; enough of them to fill vectors of bases. */
  private static final int PART_ROWS = 128;

  /** From this many vectors on, each thread takes whole vectors. */
  private static final int WHOLE_VECTORS = 8;

  private static final int WORD_TABLES = BitTerms.WORD_BITS / BitKernels.TABLE_INPUTS;

  /**
   * The bases of some rows in one group.
   *
   * @param blocks how many times {@link BitKernels#TABLE_ROWS} bases, the last ones being padding
   * @param words the signs as {@link BitKernels#lookUp} wants them
   * @param rows the row of each basis, without padding
   * @param coordinates the coordinate of each basis
   */
  private record Part(int blocks, int[] words, int[] rows, float[] coordinates) {}

  /**
   * The elements of a group.
   *
   * @param inputs which number of the vector each element meets
   * @param width words of signs
   * @param firstWord words in the groups in front of this one
   */
  private record Group(int[] inputs, int width, int firstWord) {}

  private final int rows;
  private final List<Group> groups;
  private final int words;

  /** For each run of rows and each group. */
  private final Part[][] parts;

  private TableProduct(int rows, List<Group> groups, int words, Part[][] parts) {
    this.rows = rows;
    this.groups = groups;
    this.words = words;
    this.parts = parts;
  }

  /**
   * The number of rows.
   *
   * @return at least 1
   */
  public int rows() {
    return rows;
  }

  /**
   * The additions and multiplications for one vector.
   *
   * @return signs that are looked up, padding included
   */
  public long operations() {
    return BitTerms.WORD_BITS * everyPart(part -> part.words().length);
  }

  /**
   * The memory that signs and coordinates take.
   *
   * @return bytes
   */
  public long bytes() {
    return everyPart(part ->
        Integer.BYTES * ((long) part.words().length + part.rows().length)
            + (long) Float.BYTES * part.coordinates().length);
  }

  private long everyPart(ToLongFunction<Part> size) {
    return Arrays.stream(parts).flatMap(Arrays::stream).mapToLong(size).sum();
  }

  /**
   * Adds products: {@code y[n·rows + o] += Σ_g Σ_i α_gi·Σ_j B_gi[j]·x[n·length + inputs_g[j]]} for
   * the bases of row o, group after group.
   *
   * @param engine what to compute on
   * @param batch number of vectors
   * @param x vectors one after the other; not modified
   * @param length numbers in a vector
   * @param y a sum per row and vector; modified
   */
  public void addTo(Engine engine, int batch, float[] x, int length, float[] y) {
    if (batch < WHOLE_VECTORS) {
      for (int n = 0; n < batch; n++) {
        addTo(engine, x, n * length, y, n * rows);
      }
    } else {
      engine.parallel().forEach(batch, n -> addTo(engine, x, n * length, y, n * rows));
    }
  }

  private void addTo(Engine engine, float[] x, int from, float[] y, int to) {
    Buffers buffers = engine.buffers();
    float[] tables = buffers.borrow(words * WORD_TABLES * BitKernels.TABLE_SIZE);
    engine.parallel().forEach(groups.size(), g -> fill(engine, groups.get(g), x, from, tables));
    engine.parallel().forEach(parts.length, p -> add(engine, parts[p], tables, y, to));
    buffers.giveBack(tables);
  }

  private static void fill(Engine engine, Group group, float[] x, int from, float[] tables) {
    Buffers buffers = engine.buffers();
    float[] ordered = buffers.borrow(group.width() * BitTerms.WORD_BITS);
    int[] inputs = group.inputs();
    for (int j = 0; j < inputs.length; j++) {
      ordered[j] = x[from + inputs[j]];
    }
    Arrays.fill(ordered, inputs.length, ordered.length, 0);
    int at = group.firstWord() * WORD_TABLES * BitKernels.TABLE_SIZE;
    engine.kernels().bits().signTables(ordered, 0, group.width() * WORD_TABLES, tables, at);
    buffers.giveBack(ordered);
  }

  private void add(Engine engine, Part[] partOfGroup, float[] tables, float[] y, int to) {
    Buffers buffers = engine.buffers();
    BitKernels kernels = engine.kernels().bits();
    for (int g = 0; g < partOfGroup.length; g++) {
      Part part = partOfGroup[g];
      Group group = groups.get(g);
      int at = group.firstWord() * WORD_TABLES * BitKernels.TABLE_SIZE;
      float[] sums = buffers.borrow(part.blocks() * BitKernels.TABLE_ROWS);
      kernels.lookUp(part.words(), 0, part.blocks(), group.width(), tables, at, sums, 0);
      int[] targets = part.rows();
      for (int b = 0; b < targets.length; b++) {
        y[to + targets[b]] += part.coordinates()[b] * sums[b];
      }
      buffers.giveBack(sums);
    }
  }

  /** Collects the bases of all rows, in the order of the rows. */
  public static final class Builder {

    private record Basis(int row, int[] signs, float coordinate) {}

    private final int rows;
    private final List<Group> groups = new ArrayList<>();
    private final List<List<List<Basis>>> bases = new ArrayList<>();
    private int words;

    /**
     * Starts without any basis.
     *
     * @param rows number of rows, at least 1
     * @param inputs for each group the numbers of a vector that its elements meet; not modified
     * @throws IllegalArgumentException if there are no rows
     */
    public Builder(int rows, int[][] inputs) {
      if (rows < 1) {
        throw new IllegalArgumentException(rows + " rows");
      }
      this.rows = rows;
      for (int[] own : inputs) {
        int width = Math.ceilDiv(own.length, BitTerms.WORD_BITS);
        groups.add(new Group(own.clone(), width, words));
        words += width;
      }
      for (int part = 0; part < Math.ceilDiv(rows, PART_ROWS); part++) {
        List<List<Basis>> ofGroup = new ArrayList<>();
        groups.forEach(_ -> ofGroup.add(new ArrayList<>()));
        bases.add(ofGroup);
      }
    }

    /**
     * Adds a basis.
     *
     * @param row its row
     * @param group its group
     * @param signs one word for each 32 elements of the group, a set bit for plus; copied
     * @param coordinate its factor
     * @return this
     * @throws IllegalArgumentException if the number of words is another
     * @throws IndexOutOfBoundsException if there is no such row or group
     */
    public Builder add(int row, int group, int[] signs, float coordinate) {
      Objects.checkIndex(row, rows);
      if (signs.length != groups.get(group).width()) {
        throw new IllegalArgumentException(signs.length + " words");
      }
      bases.get(row / PART_ROWS).get(group).add(new Basis(row, signs.clone(), coordinate));
      return this;
    }

    /**
     * Prepares the product.
     *
     * @return the bases added so far
     */
    public TableProduct build() {
      Part[][] parts = new Part[bases.size()][groups.size()];
      for (int p = 0; p < parts.length; p++) {
        for (int g = 0; g < groups.size(); g++) {
          parts[p][g] = part(bases.get(p).get(g), groups.get(g).width());
        }
      }
      return new TableProduct(rows, List.copyOf(groups), words, parts);
    }

    private static Part part(List<Basis> members, int width) {
      int blocks = Math.ceilDiv(members.size(), BitKernels.TABLE_ROWS);
      int[] words = new int[blocks * width * BitKernels.TABLE_ROWS];
      int[] rows = new int[members.size()];
      float[] coordinates = new float[members.size()];
      for (int b = 0; b < rows.length; b++) {
        Basis basis = members.get(b);
        rows[b] = basis.row();
        coordinates[b] = basis.coordinate();
        int block = b / BitKernels.TABLE_ROWS * width;
        for (int w = 0; w < width; w++) {
          words[(block + w) * BitKernels.TABLE_ROWS + b % BitKernels.TABLE_ROWS] = basis.signs()[w];
        }
      }
      return new Part(blocks, words, rows, coordinates);
    }
  }
}
