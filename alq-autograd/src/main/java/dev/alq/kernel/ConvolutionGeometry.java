package dev.alq.kernel;

import java.util.Locale;

/**
 * The extents of a two-dimensional convolution with square stride and padding. Input N,H,W,C,
 * weights O,H,W,C, output N,H,W,C.
 *
 * @param batch images
 * @param height rows of an input image
 * @param width columns of an input image
 * @param channels input channels
 * @param outputChannels output channels
 * @param kernelHeight rows of the kernel
 * @param kernelWidth columns of the kernel
 * @param stride distance between kernel positions, at least 1
 * @param padding zeros on each side, less than the kernel's extents
 */
public record ConvolutionGeometry(
    int batch,
    int height,
    int width,
    int channels,
    int outputChannels,
    int kernelHeight,
    int kernelWidth,
    int stride,
    int padding) {

  /** Checks that the convolution exists and its arrays can. */
  public ConvolutionGeometry {
    if (batch < 0 || height < 1 || width < 1 || channels < 1 || outputChannels < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no convolution of %d images %d×%d×%d to %d channels",
              batch,
              height,
              width,
              channels,
              outputChannels));
    }
    if (kernelHeight < 1 || kernelWidth < 1 || stride < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "kernel %d×%d with stride %d", kernelHeight, kernelWidth, stride));
    }
    if (padding < 0 || padding >= kernelHeight || padding >= kernelWidth) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "padding %d must be at least 0 and less than the kernel %d×%d",
              padding,
              kernelHeight,
              kernelWidth));
    }
    if (height + 2 * padding < kernelHeight || width + 2 * padding < kernelWidth) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "kernel %d×%d is larger than the input %d×%d with padding %d",
              kernelHeight,
              kernelWidth,
              height,
              width,
              padding));
    }
  }

  /**
   * Rows of an output image.
   *
   * @return at least 1
   */
  public int outputHeight() {
    return (height + 2 * padding - kernelHeight) / stride + 1;
  }

  /**
   * Columns of an output image.
   *
   * @return at least 1
   */
  public int outputWidth() {
    return (width + 2 * padding - kernelWidth) / stride + 1;
  }

  /**
   * Weights that meet in one output element.
   *
   * @return kernel rows times kernel columns times input channels
   */
  public int depth() {
    return Math.multiplyExact(Math.multiplyExact(kernelHeight, kernelWidth), channels);
  }

  /**
   * Number of elements of the input.
   *
   * @return batch times image size
   */
  public int inputSize() {
    return Math.multiplyExact(
        Math.multiplyExact(batch, Math.multiplyExact(height, width)), channels);
  }

  /**
   * Number of elements of the output.
   *
   * @return batch times output image size
   */
  public int outputSize() {
    return Math.multiplyExact(
        Math.multiplyExact(batch, outputHeight() * outputWidth()), outputChannels);
  }

  /**
   * Number of weights.
   *
   * @return output channels times depth
   */
  public int weightSize() {
    return Math.multiplyExact(outputChannels, depth());
  }

  /**
   * The same convolution of another number of images.
   *
   * @param images the batch, 0 or more
   * @return the geometry
   */
  public ConvolutionGeometry ofBatch(int images) {
    return new ConvolutionGeometry(
        images,
        height,
        width,
        channels,
        outputChannels,
        kernelHeight,
        kernelWidth,
        stride,
        padding);
  }
}
