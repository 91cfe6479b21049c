package dev.alq.examples.reproduce;

import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Ways to cut the weights of a convolution into groups, appendix A.2 of the paper. */
enum Slicing {
  /**
   * Whole kernels of neighbouring input channels of one output channel, {@code w_(c,d:d+k,:,:)}.
   */
  KERNELWISE,
  /** Neighbouring input channels at one kernel position, {@code w_(c,d:d+n,h,w)}. */
  PIXELWISE,
  /** All weights of an output channel, {@code w_(c,:,:,:)}. */
  CHANNELWISE,
  /** Any weights at all. */
  RANDOM;

  /** Kernels in a group of whole kernels, as far as the channels go. */
  private static final int[] KERNELS = {1, 4, 16, 64};

  /** What a row of input channels is cut into. */
  private static final int[] SLICES = {8, 4, 1};

  private static final int AXES = 4;

  /**
   * A way to cut, and the size of what results.
   *
   * @param slicing how the weights are cut
   * @param size weights in a group, n
   */
  record Cut(Slicing slicing, int size) {

    /** The same number of weights, taken from anywhere. */
    Cut shuffled() {
      return new Cut(RANDOM, size);
    }
  }

  /**
   * The cuts along the axes of a layer that are compared, by ascending size.
   *
   * @param weights shape of the weights, O,H,W,C
   */
  static List<Cut> along(Shape weights) {
    requireConvolution(weights);
    int kernel = weights.dimension(1) * weights.dimension(2);
    int channels = weights.dimension(3);
    List<Cut> cuts = new ArrayList<>();
    for (int kernels : KERNELS) {
      if (kernels < channels && channels % kernels == 0) {
        cuts.add(new Cut(KERNELWISE, kernels * kernel));
      }
    }
    for (int slices : SLICES) {
      if (channels % slices == 0 && channels > slices) {
        cuts.add(new Cut(PIXELWISE, channels / slices));
      }
    }
    cuts.add(new Cut(CHANNELWISE, kernel * channels));
    cuts.sort((a, b) -> Integer.compare(a.size, b.size));
    return List.copyOf(cuts);
  }

  /**
   * The order in which the weights follow each other when group stands after group.
   *
   * @param weights shape of the weights, O,H,W,C
   * @param size weights in a group; divides their number
   * @param seed where a random order comes from
   * @return positions in the array of the weights
   */
  int[] order(Shape weights, int size, long seed) {
    requireConvolution(weights);
    int number = weights.size();
    if (number % size != 0) {
      throw new IllegalArgumentException(weights + " cannot be cut into groups of " + size);
    }
    return switch (this) {
      case PIXELWISE, CHANNELWISE -> IntStream.range(0, number).toArray();
      case KERNELWISE -> kernelAfterKernel(weights);
      case RANDOM -> Seeds.permutation(number, seed, size);
    };
  }

  /** From O,H,W,C to O,C,H,W. */
  private static int[] kernelAfterKernel(Shape weights) {
    int kernel = weights.dimension(1) * weights.dimension(2);
    int channels = weights.dimension(3);
    int[] order = new int[weights.size()];
    for (int k = 0; k < order.length; k++) {
      int output = k / (kernel * channels);
      int channel = k / kernel % channels;
      int position = k % kernel;
      order[k] = (output * kernel + position) * channels + channel;
    }
    return order;
  }

  private static void requireConvolution(Shape weights) {
    if (weights.rank() != AXES) {
      throw new IllegalArgumentException("the weights of a convolution are O,H,W,C: " + weights);
    }
  }

  /** For tables. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
