package dev.alq.multibit;

import dev.alq.kernel.KernelChoice;
import dev.alq.tensor.Shape;
import java.util.Arrays;
import java.util.Objects;

/**
 * The quantized weights of one layer: {@code ŵ_g = B_g α_g} for each group g (Eq. 2). Mutable; the
 * number of a group's bases, its bitwidth {@code I_g}, only shrinks in training, by {@link #prune};
 * {@link #setGroup} replaces a group whole.
 *
 * <p><b>Bases.</b> One byte per weight, its code: bit {@code i} is set where basis {@code i} is +1
 * at that weight and clear where it is -1. Bits from {@code I_g} on are clear. Codes lie in the
 * group-major order of {@link GroupLayout}.
 *
 * <p><b>Coordinates.</b> Each group has {@code maxBitwidth()} <i>slots</i>, and its remaining
 * coordinates fill the first {@code I_g} of them; the others hold 0 and mean nothing. Slot {@code
 * i} of group {@code g} is {@code g·maxBitwidth() + i}. Pruning closes the gap, in the slots and in
 * the codes alike.
 */
public final class MultiBitTensor {

  /** The largest bitwidth a group can have: one code is one byte. */
  public static final int MAX_BITWIDTH = 8;

  private final Shape shape;
  private final Grouping grouping;
  private final GroupLayout layout;
  private final int maxBitwidth;
  private final byte[] bitwidths;
  private final float[] coordinates;
  private final byte[] codes;

  /**
   * Creates weights that are all zero: every group is empty.
   *
   * @param shape shape of the weights, O,H,W,C or O,I
   * @param grouping which weights form a group
   * @param maxBitwidth bases a group may have, from 1 to {@link #MAX_BITWIDTH}; a group of fewer
   *     weights than that has at most as many bases as weights
   * @throws IllegalArgumentException if the shape cannot be grouped so or the bitwidth is out of
   *     range
   */
  public MultiBitTensor(Shape shape, Grouping grouping, int maxBitwidth) {
    requireMaxBitwidth(maxBitwidth);
    this.shape = shape;
    this.grouping = grouping;
    this.layout = grouping.layout(shape);
    this.maxBitwidth = Math.min(maxBitwidth, layout.size());
    this.bitwidths = new byte[layout.groups()];
    this.coordinates = new float[Math.multiplyExact(layout.groups(), this.maxBitwidth)];
    this.codes = new byte[shape.size()];
  }

  static void requireMaxBitwidth(int maxBitwidth) {
    if (maxBitwidth < 1 || maxBitwidth > MAX_BITWIDTH) {
      throw new IllegalArgumentException(
          "the maximum bitwidth must be from 1 to " + MAX_BITWIDTH + " but is " + maxBitwidth);
    }
  }

  /**
   * The shape of the weights.
   *
   * @return O,H,W,C or O,I
   */
  public Shape shape() {
    return shape;
  }

  /**
   * Which weights form a group.
   *
   * @return the grouping
   */
  public Grouping grouping() {
    return grouping;
  }

  /**
   * Where the elements of each group lie.
   *
   * @return the layout of the grouping over {@link #shape()}
   */
  public GroupLayout layout() {
    return layout;
  }

  /**
   * The number of slots of each group.
   *
   * @return I_max, from 1 to {@link #MAX_BITWIDTH}, at most the size of a group
   */
  public int maxBitwidth() {
    return maxBitwidth;
  }

  /**
   * The bitwidth of a group.
   *
   * @param group from 0 to {@code layout().groups() - 1}
   * @return I_g, from 0 to {@code maxBitwidth()}
   */
  public int bitwidth(int group) {
    return bitwidths[group];
  }

  /**
   * The number of coordinates that remain.
   *
   * @return Σ_g I_g
   */
  public int coordinates() {
    int sum = 0;
    for (byte bitwidth : bitwidths) {
      sum += bitwidth;
    }
    return sum;
  }

  /**
   * The slot of a coordinate.
   *
   * @param group from 0 to {@code layout().groups() - 1}
   * @param basis from 0 to {@code bitwidth(group) - 1}
   * @return its index in {@link #coordinateSlots()}
   * @throws IndexOutOfBoundsException if there is no such group or basis
   */
  public int slot(int group, int basis) {
    return group * maxBitwidth + Objects.checkIndex(basis, bitwidth(group));
  }

  /**
   * A coordinate.
   *
   * @param group from 0 to {@code layout().groups() - 1}
   * @param basis from 0 to {@code bitwidth(group) - 1}
   * @return α_basis of the group
   * @throws IndexOutOfBoundsException if there is no such group or basis
   */
  public float coordinate(int group, int basis) {
    return coordinates[slot(group, basis)];
  }

  /**
   * The code of a weight.
   *
   * @param group from 0 to {@code layout().groups() - 1}
   * @param element from 0 to {@code layout().size() - 1}
   * @return bit {@code i} set where basis {@code i} is +1; less than {@code 2^bitwidth(group)}
   * @throws IndexOutOfBoundsException if there is no such group or element
   */
  public int code(int group, int element) {
    Objects.checkIndex(group, layout.groups());
    return codes[group * layout.size() + Objects.checkIndex(element, layout.size())] & 0xFF;
  }

  /**
   * The coordinates of a group.
   *
   * @param group from 0 to {@code layout().groups() - 1}
   * @return one per basis; a copy
   * @throws IndexOutOfBoundsException if there is no such group
   */
  public float[] coordinatesOf(int group) {
    int slot = group * maxBitwidth;
    return Arrays.copyOfRange(coordinates, slot, slot + bitwidth(group));
  }

  /**
   * The codes of a group.
   *
   * @param group from 0 to {@code layout().groups() - 1}
   * @return one per weight of the group; a copy
   * @throws IndexOutOfBoundsException if there is no such group
   */
  public byte[] codesOf(int group) {
    int from = Objects.checkIndex(group, layout.groups()) * layout.size();
    return Arrays.copyOfRange(codes, from, from + layout.size());
  }

  /**
   * The coordinates themselves, not a copy.
   *
   * @return {@code layout().groups()·maxBitwidth()} slots, group after group; whoever writes keeps
   *     the slots from {@code I_g} on at 0
   */
  public float[] coordinateSlots() {
    return coordinates;
  }

  /**
   * The codes themselves, not a copy.
   *
   * @return one code per weight in group-major order; whoever writes keeps the bits from {@code
   *     I_g} on clear
   */
  public byte[] codes() {
    return codes;
  }

  /**
   * Replaces a group.
   *
   * @param group from 0 to {@code layout().groups() - 1}
   * @param groupCoordinates one coordinate per basis, finite; its length is the new bitwidth, from
   *     0 to {@code maxBitwidth()}; not modified
   * @param groupCodes one code per weight of the group, less than {@code 2^bitwidth}; not modified
   * @throws IllegalArgumentException if a length, a coordinate or a code is not as described
   * @throws IndexOutOfBoundsException if there is no such group
   */
  public void setGroup(int group, float[] groupCoordinates, byte[] groupCodes) {
    Objects.checkIndex(group, layout.groups());
    int bitwidth = groupCoordinates.length;
    if (bitwidth > maxBitwidth || groupCodes.length != layout.size()) {
      throw new IllegalArgumentException(
          "a group takes at most "
              + maxBitwidth
              + " coordinates and exactly "
              + layout.size()
              + " codes, not "
              + bitwidth
              + " and "
              + groupCodes.length);
    }
    for (float coordinate : groupCoordinates) {
      if (!Float.isFinite(coordinate)) {
        throw new IllegalArgumentException("group " + group + " has a coordinate " + coordinate);
      }
    }
    for (byte code : groupCodes) {
      if ((code & 0xFF) >>> bitwidth != 0) {
        throw new IllegalArgumentException(
            "group " + group + " of bitwidth " + bitwidth + " has the code " + (code & 0xFF));
      }
    }
    bitwidths[group] = (byte) bitwidth;
    int slot = group * maxBitwidth;
    Arrays.fill(coordinates, slot, slot + maxBitwidth, 0);
    System.arraycopy(groupCoordinates, 0, coordinates, slot, bitwidth);
    System.arraycopy(groupCodes, 0, codes, group * layout.size(), layout.size());
  }

  /**
   * Removes a coordinate and its basis (section 3.2): {@code ŵ_g} loses {@code α_i β_i}. The
   * coordinates behind it move one slot down, as do their bits in the codes.
   *
   * @param group from 0 to {@code layout().groups() - 1}
   * @param basis i, from 0 to {@code bitwidth(group) - 1}
   * @throws IndexOutOfBoundsException if there is no such group or basis
   */
  public void prune(int group, int basis) {
    int slot = slot(group, basis);
    int last = group * maxBitwidth + bitwidths[group] - 1;
    System.arraycopy(coordinates, slot + 1, coordinates, slot, last - slot);
    coordinates[last] = 0;
    bitwidths[group]--;
    int below = (1 << basis) - 1;
    int end = (group + 1) * layout.size();
    for (int k = group * layout.size(); k < end; k++) {
      int code = codes[k] & 0xFF;
      codes[k] = (byte) ((code & below) | ((code >>> 1) & ~below));
    }
  }

  /**
   * Replaces a coordinate by its negative and its basis by the complement; {@code ŵ_g} stays bit
   * for bit as it is.
   *
   * @param group from 0 to {@code layout().groups() - 1}
   * @param basis from 0 to {@code bitwidth(group) - 1}
   * @throws IndexOutOfBoundsException if there is no such group or basis
   */
  public void flip(int group, int basis) {
    int slot = slot(group, basis);
    coordinates[slot] = -coordinates[slot];
    complement(group, 1 << basis);
  }

  /** Complements the bases of a group whose bits are set. */
  private void complement(int group, int bits) {
    int end = (group + 1) * layout.size();
    for (int k = group * layout.size(); k < end; k++) {
      codes[k] ^= (byte) bits;
    }
  }

  /**
   * Flips every basis of a group whose coordinate is negative.
   *
   * @param group from 0 to {@code layout().groups() - 1}
   */
  public void makeNonNegative(int group) {
    int negative = 0;
    for (int i = 0; i < bitwidths[group]; i++) {
      int slot = group * maxBitwidth + i;
      if (coordinates[slot] < 0) {
        coordinates[slot] = -coordinates[slot];
        negative |= 1 << i;
      }
    }
    if (negative != 0) {
      complement(group, negative);
    }
  }

  /**
   * Writes the weights {@code ŵ = Bα} (Eq. 15).
   *
   * @param target modified: one float per weight in the order of the layer, O,H,W,C or O,I
   * @throws IllegalArgumentException if the length is not the number of weights
   */
  public void reconstruct(float[] target) {
    Levels levels = new Levels(maxBitwidth, KernelChoice.kernels().groups());
    reconstruct(0, layout.groups(), levels, target);
  }

  /**
   * Writes the weights of some groups, for callers that share the work among threads.
   *
   * @param fromGroup first group
   * @param toGroup group behind the last
   * @param levels scratch for at least {@code maxBitwidth()}; modified
   * @param target modified: one float per weight of the layer in its own order; only those of the
   *     groups are written
   * @throws IllegalArgumentException if the length is not the number of weights
   */
  public void reconstruct(int fromGroup, int toGroup, Levels levels, float[] target) {
    if (target.length != shape.size()) {
      throw new IllegalArgumentException(
          "weights " + shape + " do not fit an array of " + target.length);
    }
    Objects.checkFromToIndex(fromGroup, toGroup, layout.groups());
    for (int group = fromGroup; group < toGroup; group++) {
      levels.compute(coordinates, group * maxBitwidth, bitwidths[group]);
      levels.lookUp(
          codes, group * layout.size(), layout.size(), target, layout.start(group), layout.step());
    }
  }

  /**
   * A copy.
   *
   * @return a tensor of the same weights that shares nothing mutable with this one
   */
  public MultiBitTensor copy() {
    MultiBitTensor copy = new MultiBitTensor(shape, grouping, maxBitwidth);
    System.arraycopy(bitwidths, 0, copy.bitwidths, 0, bitwidths.length);
    System.arraycopy(coordinates, 0, copy.coordinates, 0, coordinates.length);
    System.arraycopy(codes, 0, copy.codes, 0, codes.length);
    return copy;
  }

  @Override
  public String toString() {
    return "MultiBitTensor" + shape + " " + grouping + ", " + coordinates() + " coordinates";
  }
}
