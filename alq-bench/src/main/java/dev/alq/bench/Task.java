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
  double flops();

  /**
   * How far two right results may lie apart.
   *
   * @return a share of the largest magnitude in the result
   */
  double tolerance();

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
    public double flops() {
      return 0;
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
    public double flops() {
      return 0;
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
    public double flops() {
      return 0;
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
    public double flops() {
      return 0;
    }

    @Override
    public double tolerance() {
      return 1e-5;
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
    public double flops() {
      return 0;
    }

    @Override
    public double tolerance() {
      return 1e-3;
    }
  }
}
