package dev.alq.autograd;

import dev.alq.kernel.ConvolutionGeometry;
import dev.alq.kernel.PoolingGeometry;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One differentiable step of a pass: its inputs and what its gradient needs besides. Results are
 * computed by {@link Functions}, gradients by {@link GradientRules}.
 */
public sealed interface Operation {

  /**
   * What the step depends on.
   *
   * @return all inputs that may want a gradient
   */
  List<Variable> inputs();

  /**
   * Whether the gradient is computed from the step's own result.
   *
   * @return false if the result may be gone before the gradient is computed
   */
  default boolean gradientReadsOutput() {
    return switch (this) {
      case Rectify _, AddAndRectify _, Custom _ -> true;
      case Convolve _, Affine _, MatrixProduct _, Add _ -> false;
      case MaximumOverWindows _, MeanOverImage _, ChannelFirstRows _ -> false;
      case Normalize _, NormalizeAndRectify _, Loss _ -> false;
    };
  }

  /**
   * Whether the gradient is computed from the values of the step's inputs.
   *
   * @return false if they may be gone before the gradient is computed
   */
  default boolean gradientReadsInputs() {
    return switch (this) {
      case Add _, Rectify _, AddAndRectify _ -> false;
      case MaximumOverWindows _, MeanOverImage _, ChannelFirstRows _ -> false;
      case Convolve _, Affine _, MatrixProduct _ -> true;
      case Normalize _, NormalizeAndRectify _, Loss _, Custom _ -> true;
    };
  }

  /**
   * Convolution of N,H,W,C with O,H,W,C.
   *
   * @param input images
   * @param weights kernels
   * @param bias a term per output channel, or null
   * @param geometry the extents
   */
  record Convolve(
      Variable input, Variable weights, @Nullable Variable bias, ConvolutionGeometry geometry)
      implements Operation {
    @Override
    public List<Variable> inputs() {
      return present(input, weights, bias);
    }
  }

  /**
   * {@code y = x·Wᵀ + b} with x N,I and W O,I.
   *
   * @param input rows
   * @param weights a row per output
   * @param bias a term per output, or null
   */
  record Affine(Variable input, Variable weights, @Nullable Variable bias) implements Operation {
    @Override
    public List<Variable> inputs() {
      return present(input, weights, bias);
    }
  }

  /**
   * {@code a·b} of two matrices.
   *
   * @param a m × k
   * @param b k × n
   */
  record MatrixProduct(Variable a, Variable b) implements Operation {
    @Override
    public List<Variable> inputs() {
      return List.of(a, b);
    }
  }

  /**
   * Elementwise sum; extents of 1 and missing outer extents are repeated.
   *
   * @param a first term
   * @param b second term
   */
  record Add(Variable a, Variable b) implements Operation {
    @Override
    public List<Variable> inputs() {
      return List.of(a, b);
    }
  }

  /**
   * Elementwise {@code max(a + b, 0)}; the gradient at 0 is 0.
   *
   * @param a first term
   * @param b second term, of the same shape
   */
  record AddAndRectify(Variable a, Variable b) implements Operation {
    @Override
    public List<Variable> inputs() {
      return List.of(a, b);
    }
  }

  /**
   * {@code max(x, 0)}; the gradient at 0 is 0.
   *
   * @param input any shape
   */
  record Rectify(Variable input) implements Operation {
    @Override
    public List<Variable> inputs() {
      return List.of(input);
    }
  }

  /**
   * Maximum over windows, with or without a ReLU; of equal values the first gets the gradient.
   *
   * @param input images
   * @param geometry the extents
   * @param winner which place each output came from, or nobody where a ReLU lets nothing pass
   */
  record MaximumOverWindows(Variable input, PoolingGeometry geometry, int[] winner)
      implements Operation {
    @Override
    public List<Variable> inputs() {
      return List.of(input);
    }
  }

  /**
   * Mean over an image, per channel.
   *
   * @param input images N,H,W,C
   */
  record MeanOverImage(Variable input) implements Operation {
    @Override
    public List<Variable> inputs() {
      return List.of(input);
    }
  }

  /**
   * Images N,H,W,C as rows in C,H,W order.
   *
   * @param input images
   */
  record ChannelFirstRows(Variable input) implements Operation {
    @Override
    public List<Variable> inputs() {
      return List.of(input);
    }
  }

  /**
   * Batch normalisation over all but the last axis.
   *
   * @param input rows × channels
   * @param scale γ per channel
   * @param shift β per channel
   * @param line what was computed per channel
   */
  record Normalize(Variable input, Variable scale, Variable shift, Line line) implements Operation {

    /** Where mean and variance came from. */
    public enum Statistics {
      /** From the batch itself: they depend on the input. */
      BATCH,
      /** From running averages: they are constants. */
      RUNNING
    }

    /**
     * Batch normalisation as a straight line per channel, {@code factor·x + term}.
     *
     * @param mean the mean that was subtracted
     * @param inverseDeviation the factor {@code 1/√(variance + ε)} that was applied
     * @param factor {@code γ·inverseDeviation}
     * @param term {@code β − mean·factor}
     * @param statistics where mean and variance came from
     */
    public record Line(
        float[] mean,
        float[] inverseDeviation,
        float[] factor,
        float[] term,
        Statistics statistics) {}

    @Override
    public List<Variable> inputs() {
      return List.of(input, scale, shift);
    }
  }

  /**
   * Batch normalisation and {@code max(·, 0)} of its result.
   *
   * @param normalization the first of both
   */
  record NormalizeAndRectify(Normalize normalization) implements Operation {
    @Override
    public List<Variable> inputs() {
      return normalization.inputs();
    }
  }

  /**
   * A mean loss over a batch whose gradient at the logits was computed along with it.
   *
   * @param logits N × classes
   * @param gradient the loss's derivative by each logit
   */
  record Loss(Variable logits, Tensor gradient) implements Operation {
    @Override
    public List<Variable> inputs() {
      return List.of(logits);
    }
  }

  /**
   * An operation that is defined elsewhere.
   *
   * @param inputs what it depends on
   * @param rule its gradient
   */
  record Custom(List<Variable> inputs, GradientRule rule) implements Operation {
    /** Takes a copy of the list. */
    public Custom {
      inputs = List.copyOf(inputs);
    }
  }

  /** The gradient of an operation that is defined elsewhere. */
  @FunctionalInterface
  interface GradientRule {
    /**
     * Hands on the gradient through {@link Tape#contribute}.
     *
     * @param tape takes the contributions
     * @param output the value that was recorded; not modified
     * @param outputGradient the loss's gradient at the output; not modified
     */
    void apply(Tape tape, Tensor output, Tensor outputGradient);
  }

  private static List<Variable> present(@Nullable Variable... variables) {
    return Stream.of(variables)
        .<Variable>mapMulti((v, sink) -> {
          if (v != null) {
            sink.accept(v);
          }
        })
        .toList();
  }
}
