package dev.alq.bench;

import dev.alq.kernel.ConvolutionGeometry;
import java.util.Locale;

/**
 * What is measured, without saying by whom. All sides get the data of {@link Inputs}, and their
 * results are compared in the order that each kind names.
 */
public sealed interface Task {

  /**
   * The family of the task.
   *
   * @return such as "conv/forward"
   */
  String benchmark();

  /**
   * Which of its family.
   *
   * @return such as "512x512x512"
   */
  String shape();

  /**
   * Floating-point operations of one run.
   *
   * @return a multiplication and an addition count as two; 0 where they are not counted
   */
  default double flops() {
    return 0;
  }

  /**
   * How far two right results may lie apart.
   *
   * @return a share of the largest magnitude in the result
   */
  double tolerance();

  /**
   * What is timed.
   *
   * @return single calls where latency counts, else whole turns
   */
  default Measuring.Sampling sampling() {
    return Measuring.Sampling.TURNS;
  }

  /**
   * A matrix product. The result is the product, row-major.
   *
   * @param m rows of the result
   * @param n columns of the result
   * @param k length of the sums
   */
  record Product(int m, int n, int k) implements Task {
    @Override
    public String benchmark() {
      return "gemm";
    }

    @Override
    public String shape() {
      return m + "x" + n + "x" + k;
    }

    @Override
    public double flops() {
      return 2.0 * m * n * k;
    }

    @Override
    public double tolerance() {
      return 1e-4;
    }
  }

  /** The direction of a convolution. */
  enum Direction {
    /** Output from input. */
    FORWARD,
    /** Gradient at the input. */
    BACKWARD_DATA,
    /** Gradient of the weights. */
    BACKWARD_WEIGHTS;

    /** The word for it in a row. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * One pass of a convolution. The result is the output N,H,W,O, the gradient N,H,W,C or the
   * gradient O,H,W,C.
   *
   * @param direction which pass
   * @param geometry the extents
   */
  record Convolve(Direction direction, ConvolutionGeometry geometry) implements Task {
    @Override
    public String benchmark() {
      return "conv/" + direction;
    }

    @Override
    public String shape() {
      ConvolutionGeometry g = geometry;
      return g.channels() + "->" + g.outputChannels() + "@" + g.height() + "x" + g.width();
    }

    @Override
    public double flops() {
      return 2.0 * geometry.outputSize() * geometry.depth();
    }

    @Override
    public double tolerance() {
      return 1e-3;
    }
  }

  /**
   * A step of training with cross-entropy, momentum {@link #MOMENTUM} and rate {@link
   * #LEARNING_RATE}, from images to changed weights. The result is the loss of each of the first
   * {@link #VERIFIED_STEPS} steps.
   *
   * @param model the network
   * @param batch images in a step
   */
  record TrainingStep(Model model, int batch) implements Task {
    /** How many steps are compared: the later ones see the changed weights. */
    public static final int VERIFIED_STEPS = 3;

    /** Momentum of the stochastic gradient descent. */
    public static final float MOMENTUM = 0.9f;

    /** Its learning rate: large enough to change the loss visibly, too small to diverge. */
    public static final float LEARNING_RATE = 0.01f;

    @Override
    public String benchmark() {
      return "step/" + model;
    }

    @Override
    public String shape() {
      return "batch" + batch;
    }

    @Override
    public double tolerance() {
      return 2e-3;
    }
  }

  /**
   * A step of training on a batch that is read, decoded and augmented while the step before it
   * runs. The result is the images of the first batch.
   *
   * @param model the network
   * @param batch images in a step
   */
  record LoadedStep(Model model, int batch) implements Task {
    @Override
    public String benchmark() {
      return "loading/" + model;
    }

    @Override
    public String shape() {
      return "batch" + batch;
    }

    @Override
    public double tolerance() {
      return 0;
    }
  }

  /**
   * One alternation of ALQ on the weights of a convolution in pixelwise groups: the search for
   * bases, the refit of coordinates and the reconstruction. The result is the weights O,H,W,C.
   *
   * @param bits bitwidth of every group
   */
  record Alternation(int bits) implements Task {
    /** Input and output channels. */
    public static final int CHANNELS = 512;

    /** Rows and columns of the kernel. */
    public static final int TAPS = 3;

    @Override
    public String benchmark() {
      return "alq-step";
    }

    @Override
    public String shape() {
      return CHANNELS + "x" + CHANNELS + "x" + TAPS + "x" + TAPS + "-I" + bits;
    }

    @Override
    public double tolerance() {
      return 1e-5;
    }
  }

  /**
   * All that ALQ adds to a training step while it optimizes bases: moments of both domains, search,
   * refit and reconstruction of all quantized weights. The result is these weights, layer by layer.
   *
   * @param model the network, with the groups of its recipe
   * @param batch images in the step beside which it is timed
   * @param bits bitwidth of every group
   */
  record AlqStep(Model model, int batch, int bits) implements Task {
    @Override
    public String benchmark() {
      return "alq-step/" + model;
    }

    @Override
    public String shape() {
      return "batch" + batch + "-I" + bits;
    }

    @Override
    public double tolerance() {
      return 1e-5;
    }
  }

  /**
   * A product of bits: rows of signs in groups with {@link #PIXELS} columns of codes, all packed
   * already. The result is, filter by filter, for each pixel the sum of differing signs times
   * coefficients.
   *
   * @param filters rows of the left operand
   * @param depth weights in a row
   * @param group weights in a group, a multiple of 32
   * @param weightBits bases of every group
   * @param activationBits planes of a code
   */
  record BitProduct(int filters, int depth, int group, int weightBits, int activationBits)
      implements Task {
    /** Columns of the right operand. */
    public static final int PIXELS = 1024;

    @Override
    public String benchmark() {
      return "bitwise/gemm";
    }

    @Override
    public String shape() {
      return "F" + filters + "-K" + depth + "-g" + group + "-" + weightBits + "/" + activationBits;
    }

    @Override
    public double tolerance() {
      return 1e-5;
    }

    /** The signs of one word of a filter's basis. */
    int sign(int filter, int basis, int word) {
      return mixed((filter * (long) weightBits + basis) * depth + word);
    }

    /** One word of a plane of a pixel's codes. */
    int activation(int plane, int word, int pixel) {
      return mixed(-1 - ((plane * (long) depth + word) * PIXELS + pixel));
    }

    /** What a differing sign counts, from 0 to 1. */
    float coefficient(int filter, int group, int basis, int plane) {
      long place = ((filter * 64L + group) * weightBits + basis) * activationBits + plane;
      return (mixed(place << 32) >>> 8) * 0x1p-24f;
    }

    /** The bits of a place, the same on all sides. */
    private static int mixed(long place) {
      long x = place * 0x9E3779B97F4A7C15L;
      x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
      return (int) (((x ^ (x >>> 27)) * 0x94D049BB133111EBL) >>> 32);
    }
  }

  /**
   * A 3×3 convolution on bits, from pre-activations to numbers: levels, packing and borders
   * included. The result is the output N,H,W,O.
   *
   * @param extent rows and columns of an image
   * @param channels input channels
   * @param outputs output channels
   * @param precision bits of weights and activations
   */
  record BitLayer(int extent, int channels, int outputs, Precision precision) implements Task {
    /** Rows and columns of the kernel. */
    public static final int TAPS = 3;

    /** Images in a run. */
    public static final int BATCH = 8;

    @Override
    public String benchmark() {
      return "bitwise/layer";
    }

    @Override
    public String shape() {
      return channels + "->" + outputs + "@" + extent + "x" + extent + "-" + precision;
    }

    @Override
    public double tolerance() {
      return 1e-4;
    }
  }

  /**
   * Inference on multi-bit weights and, where the precision says so, quantized activations. The
   * result is the logits.
   *
   * @param model the network
   * @param batch images in a run
   * @param precision bits of weights and activations
   */
  record BitInference(Model model, int batch, Precision precision) implements Task {
    @Override
    public String benchmark() {
      return "inference/" + model;
    }

    @Override
    public String shape() {
      return "batch" + batch + "-" + precision;
    }

    @Override
    public double tolerance() {
      return 1e-3;
    }

    @Override
    public Measuring.Sampling sampling() {
      return Measuring.Sampling.ofBatch(batch);
    }
  }

  /**
   * Float inference. The result is the logits.
   *
   * @param model the network
   * @param batch images in a run
   */
  record Inference(Model model, int batch) implements Task {
    @Override
    public String benchmark() {
      return "inference/" + model;
    }

    @Override
    public String shape() {
      return "batch" + batch;
    }

    @Override
    public double tolerance() {
      return 1e-3;
    }

    @Override
    public Measuring.Sampling sampling() {
      return Measuring.Sampling.ofBatch(batch);
    }
  }
}
