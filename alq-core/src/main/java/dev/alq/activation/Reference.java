package dev.alq.activation;

/** Where the reference x_ref of a layer's activations comes from. */
public enum Reference {
  /**
   * {@code x_ref = Σγ}: the lowest value is 0, as that of ReLU, and zeros around an image are the
   * activations of code 0.
   */
  TIED,

  /** x_ref is fitted along with γ, so the lowest value may be any number. */
  FREE
}
