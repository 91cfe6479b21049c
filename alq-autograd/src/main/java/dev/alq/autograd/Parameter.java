package dev.alq.autograd;

import dev.alq.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A trained value that outlives the tape. Its gradient is summed over backward passes until {@link
 * #clearGradient()}.
 */
public final class Parameter extends Variable {

  /** What a parameter is to its layer. */
  public enum Role {
    /** A weight of a convolution or a fully connected layer: what quantization is about. */
    WEIGHT,
    /** A bias, a scale, a shift: always trained in float32. */
    OTHER
  }

  private final String name;
  private final Role role;
  private final Tensor gradientBuffer;
  private boolean hasGradient;

  /**
   * Creates a parameter.
   *
   * @param name its path in the network, such as "conv1.weight"
   * @param role what it is to its layer
   * @param value its elements; shared, optimizers modify them
   */
  public Parameter(String name, Role role, Tensor value) {
    super(value, true);
    this.name = name;
    this.role = role;
    this.gradientBuffer = Tensor.zeros(value.shape());
  }

  /**
   * The path in the network.
   *
   * @return such as "conv1.weight"
   */
  public String name() {
    return name;
  }

  /**
   * What it is to its layer.
   *
   * @return its role
   */
  public Role role() {
    return role;
  }

  /** {@inheritDoc} Valid until the next {@link #clearGradient()}. */
  @Override
  public @Nullable Tensor gradient() {
    return hasGradient ? gradientBuffer : null;
  }

  /** Forgets the gradient. */
  public void clearGradient() {
    hasGradient = false;
  }

  /** The buffer of the first contribution, which overwrites it. */
  Tensor claimGradient() {
    hasGradient = true;
    return gradientBuffer;
  }

  @Override
  public String toString() {
    return name + value().shape();
  }
}
