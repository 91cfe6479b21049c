package dev.alq.examples.run;

import dev.alq.train.PhaseKind;
import java.awt.Color;

/** Colours of the kinds of phases, the same in every picture. */
public final class PhaseColours {

  private static final int WHITE = 255;
  private static final double SHARE_IN_TINT = 0.13;

  private PhaseColours() {}

  /**
   * For marks and lines. Sketching, bases, coordinates and pruning are drawn as in Fig. 4 of the
   * paper.
   *
   * @param kind a kind of phase
   * @return a colour that is dark enough to be seen on white
   */
  public static Color of(PhaseKind kind) {
    return switch (kind) {
      case PRETRAIN -> new Color(120, 130, 145);
      case SKETCHING -> Color.MAGENTA;
      case OPTIMIZE_BASES -> new Color(0, 150, 0);
      case OPTIMIZE_COORDINATES -> Color.BLUE;
      case PRUNE -> Color.RED;
      case FINE_TUNE -> new Color(230, 150, 0);
      case QUANTIZE_ACTIVATIONS -> new Color(0, 150, 170);
    };
  }

  /**
   * For areas behind lines.
   *
   * @param kind a kind of phase
   * @return its colour, mixed with white
   */
  public static Color tint(PhaseKind kind) {
    Color colour = of(kind);
    return new Color(mixed(colour.getRed()), mixed(colour.getGreen()), mixed(colour.getBlue()));
  }

  private static int mixed(int part) {
    return (int) Math.round(WHITE - SHARE_IN_TINT * (WHITE - part));
  }
}
