package dev.alq.multibit;

import dev.alq.tensor.Shape;
import java.util.Objects;

/**
 * Where the elements of each group lie in the weights of a layer. Within a group they are a
 * constant step apart, so element {@code j} of group {@code g} is {@code start(g) + j·step()}.
 *
 * <p><b>Group-major order</b> puts group after group: element {@code j} of group {@code g} is at
 * {@code g·size() + j}. Codes and moments are kept in that order; {@link #gather} and {@link
 * #scatter} convert. For every grouping but the kernelwise one it is the order of the weights
 * themselves. Immutable.
 */
public final class GroupLayout {

  private final int groups;
  private final int size;
  private final int step;
  private final int outerStride;
  private final int innerGroups;

  /** Group {@code g} starts at {@code (g / innerGroups)·outerStride + g mod innerGroups}. */
  private GroupLayout(int groups, int size, int step, int outerStride, int innerGroups) {
    this.groups = groups;
    this.size = size;
    this.step = step;
    this.outerStride = outerStride;
    this.innerGroups = innerGroups;
  }

  /** Equal runs of neighbouring weights of one output. */
  static GroupLayout contiguous(Shape weight, int groupsPerOutput) {
    int groups = weight.dimension(0) * groupsPerOutput;
    int size = weight.size() / groups;
    return new GroupLayout(groups, size, 1, size, 1);
  }

  /** The kernels of O,H,W,C weights: one group per output channel and input channel. */
  static GroupLayout kernels(Shape weight) {
    int outputs = weight.dimension(0);
    int inputs = weight.dimension(3);
    int size = weight.dimension(1) * weight.dimension(2);
    return new GroupLayout(outputs * inputs, size, inputs, size * inputs, inputs);
  }

  /**
   * The number of groups, G in the paper.
   *
   * @return at least 1
   */
  public int groups() {
    return groups;
  }

  /**
   * The number of weights in each group, n in the paper.
   *
   * @return at least 1
   */
  public int size() {
    return size;
  }

  /**
   * The number of weights of the layer, N = n·G in the paper.
   *
   * @return {@code groups()·size()}
   */
  public int weights() {
    return groups * size;
  }

  /**
   * Where a group starts.
   *
   * @param group from 0 to {@code groups() - 1}
   * @return position of its element 0 in the weights
   * @throws IndexOutOfBoundsException if there is no such group
   */
  public int start(int group) {
    Objects.checkIndex(group, groups);
    return group / innerGroups * outerStride + group % innerGroups;
  }

  /**
   * The distance between neighbouring elements of a group.
   *
   * @return 1 unless the grouping is kernelwise on more than one input channel
   */
  public int step() {
    return step;
  }

  /**
   * Whether group-major order is the order of the weights themselves.
   *
   * @return true if gathering would copy without moving anything
   */
  public boolean isContiguous() {
    return step == 1;
  }

  /**
   * Where an element lies.
   *
   * @param group from 0 to {@code groups() - 1}
   * @param element from 0 to {@code size() - 1}
   * @return its position in the weights
   * @throws IndexOutOfBoundsException if there is no such group or element
   */
  public int index(int group, int element) {
    return start(group) + Objects.checkIndex(element, size) * step;
  }

  /**
   * Reads one group: {@code target[targetOffset + j] = weights[index(group, j)]}.
   *
   * @param weights one float per weight of the layer, in its own order; not modified
   * @param group from 0 to {@code groups() - 1}
   * @param target modified: receives {@code size()} floats
   * @param targetOffset where in {@code target} to begin
   * @throws IndexOutOfBoundsException if there is no such group or an array is too short
   */
  public void gather(float[] weights, int group, float[] target, int targetOffset) {
    int start = start(group);
    if (step == 1) {
      System.arraycopy(weights, start, target, targetOffset, size);
      return;
    }
    for (int j = 0; j < size; j++) {
      target[targetOffset + j] = weights[start + j * step];
    }
  }

  /**
   * Writes one group: {@code weights[index(group, j)] = source[sourceOffset + j]}.
   *
   * @param source {@code size()} floats from {@code sourceOffset} on; not modified
   * @param sourceOffset where in {@code source} to begin
   * @param weights one float per weight of the layer, in its own order; modified
   * @param group from 0 to {@code groups() - 1}
   * @throws IndexOutOfBoundsException if there is no such group or an array is too short
   */
  public void scatter(float[] source, int sourceOffset, float[] weights, int group) {
    int start = start(group);
    if (step == 1) {
      System.arraycopy(source, sourceOffset, weights, start, size);
      return;
    }
    for (int j = 0; j < size; j++) {
      weights[start + j * step] = source[sourceOffset + j];
    }
  }
}
