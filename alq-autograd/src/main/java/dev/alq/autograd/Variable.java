package dev.alq.autograd;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A value in a computation and, as long as a backward pass has use for it, the loss's gradient at
 * it. After the pass only {@linkplain Parameter parameters} still have one.
 */
public sealed class Variable permits Parameter {

  private final Tensor value;
  private final boolean requiresGradient;
  private @Nullable Tensor gradient;

  Variable(Tensor value, boolean requiresGradient) {
    this.value = value;
    this.requiresGradient = requiresGradient;
  }

  /**
   * The value.
   *
   * @return the tensor itself; that of an intermediate result is valid until its tape is closed
   */
  public final Tensor value() {
    return value;
  }

  /**
   * The shape of the value.
   *
   * @return its extents
   */
  public final Shape shape() {
    return value.shape();
  }

  /**
   * Whether a gradient is wanted here.
   *
   * @return true for parameters and whatever depends on one in a recording pass
   */
  public final boolean requiresGradient() {
    return requiresGradient;
  }

  /**
   * The gradient of the loss.
   *
   * @return a tensor of the value's shape, or null where none has arrived; after a backward pass
   *     also for intermediate results, whose memory is used again
   */
  public @Nullable Tensor gradient() {
    return gradient;
  }

  void setGradient(@Nullable Tensor gradient) {
    this.gradient = gradient;
  }
}
