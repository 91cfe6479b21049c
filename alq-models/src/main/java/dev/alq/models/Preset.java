package dev.alq.models;

/** How much effort a recipe takes. */
public enum Preset {
  /** Minutes: for a first look, with most of the accuracy. */
  QUICK,
  /**
   * The paper's phases in a fifth of its epochs. VGG's are a tenth, so that a row takes an hour,
   * and its float training that of {@link #QUICK}, which gets further in so few epochs than the
   * paper's.
   */
  SHORT,
  /** The paper's epochs. */
  PAPER
}
