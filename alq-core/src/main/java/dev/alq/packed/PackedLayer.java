package dev.alq.packed;

import dev.alq.multibit.ActivationLevels;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a packed network. Shapes are those of a single image's values: H,W,C as long as they
 * form an image, one extent once they form a vector.
 */
public sealed interface PackedLayer {

  /**
   * The layer's name.
   *
   * @return unique among the layers of a model that hold numbers
   */
  String name();

  /**
   * The shape that comes out.
   *
   * @param input the shape that goes in
   * @return the shape of the output for one image
   * @throws IllegalArgumentException if the layer does not take that input
   */
  Shape outputShape(Shape input);

  /** A layer that multiplies what goes in by weights, a convolution or a linear layer. */
  sealed interface Product extends PackedLayer {

    /**
     * What it multiplies by.
     *
     * @return weights whose first axis counts the outputs and whose last one the inputs
     */
    PackedWeights weights();

    /**
     * What it adds.
     *
     * @return one term per output, or null
     */
    @Nullable Tensor bias();
  }

  /**
   * A layer without a matrix of weights. All that a file holds of it are a few numbers, per channel
   * or for the whole layer, or none.
   */
  sealed interface Weightless extends PackedLayer {}

  /**
   * {@code y[i,j,o] = bias[o] + Σ (tapTerms[o,h,w] + Σ x[i·stride+h−padding, j·stride+w−padding,
   * c]·w[o,h,w,c])} over the taps h, w that lie inside the image.
   *
   * @param name the layer's name
   * @param weights O,H,W,C
   * @param bias one term per output channel, or null; finite
   * @param stride distance between kernel positions, at least 1
   * @param padding zeros on each side, 0 or more and less than the kernel's extents
   * @param tapTerms O,H,W, what constant channels add that are not there any more, or null; finite
   */
  record Convolution(
      String name,
      PackedWeights weights,
      @Nullable Tensor bias,
      int stride,
      int padding,
      @Nullable Tensor tapTerms)
      implements Product {
    /**
     * Checks the layer.
     *
     * @throws IllegalArgumentException if a shape or number is not as described
     */
    public Convolution {
      LayerChecks.requireWeights(name, weights.shape(), 4);
      LayerChecks.requireVector(name + ".bias", bias, weights.shape().dimension(0));
      int kernel = Math.min(weights.shape().dimension(1), weights.shape().dimension(2));
      LayerChecks.require(
          stride >= 1 && padding >= 0 && padding < kernel,
          name,
          "stride " + stride + " and padding " + padding + " of a kernel " + weights.shape());
      if (tapTerms != null) {
        int[] w = weights.shape().toArray();
        LayerChecks.require(
            tapTerms.shape().equals(Shape.of(w[0], w[1], w[2])),
            name,
            "terms " + tapTerms.shape() + " of a kernel " + weights.shape());
        Finite.require(name + ".taps", tapTerms);
      }
    }

    /**
     * A convolution without terms of taps.
     *
     * @param name the layer's name
     * @param weights O,H,W,C
     * @param bias one term per output channel, or null; finite
     * @param stride distance between kernel positions, at least 1
     * @param padding zeros on each side, 0 or more and less than the kernel's extents
     * @throws IllegalArgumentException if a shape or number is not as described
     */
    public Convolution(
        String name, PackedWeights weights, @Nullable Tensor bias, int stride, int padding) {
      this(name, weights, bias, stride, padding, null);
    }

    @Override
    public Shape outputShape(Shape input) {
      Shape w = weights.shape();
      LayerChecks.requireImage(name, input);
      LayerChecks.require(
          input.dimension(2) == w.dimension(3), name, "weights " + w + " for input " + input);
      return Shape.of(
          LayerChecks.windows(name, input.dimension(0), w.dimension(1), stride, padding),
          LayerChecks.windows(name, input.dimension(1), w.dimension(2), stride, padding),
          w.dimension(0));
    }
  }

  /**
   * {@code y[o] = bias[o] + Σ w[o,i]·x[i]}.
   *
   * @param name the layer's name
   * @param weights O,I
   * @param bias one term per output, or null; finite
   */
  record Linear(String name, PackedWeights weights, @Nullable Tensor bias) implements Product {
    /**
     * Checks the layer.
     *
     * @throws IllegalArgumentException if a shape or number is not as described
     */
    public Linear {
      LayerChecks.requireWeights(name, weights.shape(), 2);
      LayerChecks.requireVector(name + ".bias", bias, weights.shape().dimension(0));
    }

    @Override
    public Shape outputShape(Shape input) {
      Shape w = weights.shape();
      LayerChecks.require(
          input.equals(Shape.of(w.dimension(1))), name, "weights " + w + " for input " + input);
      return Shape.of(w.dimension(0));
    }
  }

  /**
   * {@code y[…,c] = scale[c]·x[…,c] + shift[c]}: what a trained batch normalisation amounts to.
   *
   * @param name the layer's name
   * @param scale one factor per channel, finite
   * @param shift one term per channel, finite
   */
  record ScaleShift(String name, Tensor scale, Tensor shift) implements Weightless {
    /**
     * Checks the layer.
     *
     * @throws IllegalArgumentException if a shape or number is not as described
     */
    public ScaleShift {
      LayerChecks.requireVector(name + ".scale", scale, scale.size());
      LayerChecks.requireVector(name + ".shift", shift, scale.size());
    }

    @Override
    public Shape outputShape(Shape input) {
      LayerChecks.require(
          input.rank() > 0 && input.dimension(input.rank() - 1) == scale.size(),
          name,
          scale.size() + " channels for input " + input);
      return input;
    }
  }

  /**
   * The largest value of each window and channel; places outside the image do not count.
   *
   * @param name the layer's name
   * @param kernel extent of the square window, at least 1
   * @param stride distance between windows, at least 1
   * @param padding places on each side, 0 or more and at most half of the window
   */
  record MaxPool(String name, int kernel, int stride, int padding) implements Weightless {
    /**
     * Checks the layer.
     *
     * @throws IllegalArgumentException if a number is not as described
     */
    public MaxPool {
      LayerChecks.require(
          kernel >= 1 && stride >= 1 && padding >= 0 && padding <= kernel / 2,
          name,
          "window " + kernel + ", stride " + stride + ", padding " + padding);
    }

    @Override
    public Shape outputShape(Shape input) {
      LayerChecks.requireImage(name, input);
      return Shape.of(
          LayerChecks.windows(name, input.dimension(0), kernel, stride, padding),
          LayerChecks.windows(name, input.dimension(1), kernel, stride, padding),
          input.dimension(2));
    }
  }

  /**
   * {@code y = max(x, 0)}.
   *
   * @param name the layer's name
   */
  record Relu(String name) implements Weightless {
    @Override
    public Shape outputShape(Shape input) {
      return input;
    }
  }

  /**
   * Each value becomes the nearest of a few: the activation of a network whose activations are
   * quantized.
   *
   * @param name the layer's name
   * @param levels the values, their thresholds and codes
   */
  record Quantize(String name, ActivationLevels levels) implements Weightless {
    @Override
    public Shape outputShape(Shape input) {
      return input;
    }
  }

  /**
   * An image's values as a vector in C,H,W order.
   *
   * @param name the layer's name
   */
  record Flatten(String name) implements Weightless {
    @Override
    public Shape outputShape(Shape input) {
      LayerChecks.requireImage(name, input);
      return Shape.of(input.size());
    }
  }

  /**
   * The mean of each channel.
   *
   * @param name the layer's name
   */
  record GlobalAveragePool(String name) implements Weightless {
    @Override
    public Shape outputShape(Shape input) {
      LayerChecks.requireImage(name, input);
      return Shape.of(input.dimension(2));
    }
  }

  /**
   * {@code y = body(x) + shortcut(x)}.
   *
   * @param name the layer's name
   * @param body layers in order
   * @param shortcut layers in order; none for the identity
   */
  record Residual(String name, List<PackedLayer> body, List<PackedLayer> shortcut)
      implements PackedLayer {
    /** Copies the lists. */
    public Residual {
      body = List.copyOf(body);
      shortcut = List.copyOf(shortcut);
    }

    @Override
    public Shape outputShape(Shape input) {
      Shape sum = LayerChecks.outputShape(body, input);
      Shape added = LayerChecks.outputShape(shortcut, input);
      LayerChecks.require(
          sum.equals(added), name, "the body gives " + sum + ", the shortcut " + added);
      return sum;
    }
  }
}
