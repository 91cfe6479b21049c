package dev.alq.data;

import java.util.List;

/**
 * How the ten digits are written: for each a few ways, for each way its strokes. Coordinates are
 * those of a page: x to the right, y down, a digit about as high as the unit square.
 */
final class DigitStrokes {

  /** How a pen passes the points of a stroke. */
  enum Joints {
    /** On a smooth curve through them. */
    ROUND,
    /** Straight on, with corners. */
    SHARP
  }

  /**
   * One movement of the pen.
   *
   * @param joints how the points are joined
   * @param points x0, y0, x1, y1, …; not modified
   */
  record Stroke(Joints joints, float... points) {}

  /** One way to write a digit. */
  record Variant(List<Stroke> strokes) {}

  private static final List<List<Variant>> DIGITS =
      List.of(
          zeros(), ones(), twos(), threes(), fours(), fives(), sixes(), sevens(), eights(),
          nines());

  private DigitStrokes() {}

  /**
   * The ways to write a digit.
   *
   * @param digit 0 to 9
   * @return at least two
   */
  static List<Variant> of(int digit) {
    return DIGITS.get(digit);
  }

  private static Variant drawn(Stroke... strokes) {
    return new Variant(List.of(strokes));
  }

  private static Stroke curve(double... points) {
    return new Stroke(Joints.ROUND, floats(points));
  }

  private static Stroke line(double... points) {
    return new Stroke(Joints.SHARP, floats(points));
  }

  private static float[] floats(double... points) {
    float[] result = new float[points.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) points[i];
    }
    return result;
  }

  private static List<Variant> zeros() {
    return List.of(
        drawn(
            curve(
                0.52, 0.03, 0.27, 0.15, 0.14, 0.48, 0.25, 0.84, 0.50, 0.97, 0.75, 0.83, 0.86, 0.50,
                0.74, 0.15, 0.48, 0.03)),
        drawn(
            curve(
                0.62, 0.08, 0.38, 0.06, 0.24, 0.30, 0.22, 0.62, 0.34, 0.93, 0.58, 0.96, 0.76, 0.70,
                0.77, 0.32, 0.62, 0.06, 0.44, 0.09)),
        drawn(
            curve(
                0.40, 0.10, 0.10, 0.35, 0.12, 0.74, 0.48, 0.92, 0.86, 0.72, 0.88, 0.30, 0.52, 0.08,
                0.30, 0.18)));
  }

  private static List<Variant> ones() {
    return List.of(
        drawn(line(0.50, 0.03, 0.50, 0.97)),
        drawn(curve(0.54, 0.03, 0.50, 0.35, 0.49, 0.68, 0.47, 0.97)),
        drawn(line(0.32, 0.24, 0.54, 0.04, 0.53, 0.97)),
        drawn(line(0.34, 0.22, 0.52, 0.05, 0.52, 0.95), line(0.30, 0.96, 0.74, 0.95)));
  }

  private static List<Variant> twos() {
    return List.of(
        drawn(
            curve(
                0.17, 0.26, 0.32, 0.07, 0.58, 0.04, 0.77, 0.21, 0.70, 0.46, 0.45, 0.70, 0.17, 0.94),
            line(0.17, 0.94, 0.84, 0.93)),
        drawn(
            curve(
                0.18, 0.22, 0.38, 0.05, 0.66, 0.10, 0.73, 0.34, 0.55, 0.62, 0.30, 0.88, 0.14, 0.90,
                0.17, 0.74, 0.36, 0.76, 0.60, 0.91, 0.88, 0.88)),
        drawn(
            curve(0.22, 0.14, 0.50, 0.03, 0.76, 0.16, 0.72, 0.42, 0.48, 0.68, 0.20, 0.90),
            curve(0.20, 0.90, 0.42, 0.84, 0.62, 0.95, 0.86, 0.87)));
  }

  private static List<Variant> threes() {
    return List.of(
        drawn(
            curve(0.20, 0.16, 0.44, 0.03, 0.71, 0.13, 0.68, 0.36, 0.40, 0.47),
            curve(0.40, 0.47, 0.70, 0.54, 0.80, 0.74, 0.60, 0.95, 0.32, 0.95, 0.15, 0.83)),
        drawn(
            line(0.20, 0.06, 0.76, 0.06, 0.44, 0.42),
            curve(0.44, 0.42, 0.70, 0.48, 0.80, 0.70, 0.64, 0.92, 0.36, 0.96, 0.16, 0.86)),
        drawn(
            curve(
                0.24, 0.10, 0.52, 0.04, 0.70, 0.18, 0.60, 0.38, 0.42, 0.46, 0.50, 0.48, 0.74, 0.60,
                0.74, 0.82, 0.50, 0.96, 0.20, 0.90)));
  }

  private static List<Variant> fours() {
    return List.of(
        drawn(line(0.30, 0.05, 0.16, 0.56, 0.84, 0.54), line(0.66, 0.14, 0.62, 0.97)),
        drawn(line(0.62, 0.97, 0.63, 0.04, 0.12, 0.66, 0.88, 0.65)),
        drawn(
            curve(0.24, 0.06, 0.18, 0.34, 0.28, 0.50, 0.52, 0.48, 0.72, 0.40),
            curve(0.76, 0.05, 0.74, 0.40, 0.68, 0.70, 0.66, 0.97)));
  }

  private static List<Variant> fives() {
    return List.of(
        drawn(
            line(0.76, 0.05, 0.30, 0.06, 0.25, 0.44),
            curve(
                0.25, 0.44, 0.50, 0.37, 0.75, 0.48, 0.81, 0.70, 0.62, 0.93, 0.36, 0.96, 0.15,
                0.85)),
        drawn(
            curve(
                0.32, 0.08, 0.28, 0.26, 0.26, 0.42, 0.50, 0.42, 0.74, 0.56, 0.72, 0.82, 0.46, 0.97,
                0.18, 0.90),
            line(0.30, 0.08, 0.80, 0.04)),
        drawn(
            curve(
                0.80, 0.08, 0.52, 0.05, 0.34, 0.16, 0.32, 0.38, 0.56, 0.48, 0.72, 0.66, 0.62, 0.88,
                0.38, 0.96, 0.16, 0.88)));
  }

  private static List<Variant> sixes() {
    return List.of(
        drawn(
            curve(
                0.68, 0.04, 0.42, 0.22, 0.24, 0.54, 0.25, 0.84, 0.50, 0.97, 0.75, 0.84, 0.76, 0.63,
                0.53, 0.52, 0.28, 0.66)),
        drawn(
            curve(
                0.46, 0.03, 0.26, 0.30, 0.18, 0.62, 0.30, 0.92, 0.58, 0.95, 0.78, 0.76, 0.66, 0.57,
                0.40, 0.60, 0.22, 0.76)),
        drawn(
            curve(
                0.80, 0.10, 0.56, 0.06, 0.32, 0.28, 0.20, 0.60, 0.32, 0.90, 0.60, 0.94, 0.74, 0.76,
                0.62, 0.58, 0.38, 0.62, 0.27, 0.80)));
  }

  private static List<Variant> sevens() {
    return List.of(
        drawn(line(0.15, 0.08, 0.82, 0.07, 0.42, 0.97)),
        drawn(line(0.16, 0.10, 0.82, 0.07, 0.46, 0.97), line(0.30, 0.54, 0.74, 0.50)),
        drawn(
            line(0.18, 0.24, 0.20, 0.09, 0.80, 0.08),
            curve(0.80, 0.08, 0.62, 0.36, 0.50, 0.64, 0.46, 0.97)),
        drawn(
            curve(
                0.14, 0.16, 0.34, 0.08, 0.60, 0.12, 0.80, 0.08, 0.70, 0.34, 0.56, 0.64, 0.46,
                0.96)));
  }

  private static List<Variant> eights() {
    return List.of(
        drawn(
            curve(
                0.70, 0.15, 0.48, 0.04, 0.28, 0.17, 0.35, 0.37, 0.58, 0.52, 0.74, 0.74, 0.57, 0.95,
                0.32, 0.90, 0.24, 0.70, 0.44, 0.49, 0.66, 0.33, 0.71, 0.14)),
        drawn(
            curve(
                0.50, 0.03, 0.28, 0.12, 0.30, 0.36, 0.52, 0.44, 0.72, 0.34, 0.72, 0.12, 0.48, 0.03),
            curve(
                0.50, 0.44, 0.24, 0.56, 0.22, 0.84, 0.50, 0.97, 0.78, 0.84, 0.76, 0.56, 0.50,
                0.44)),
        drawn(
            curve(
                0.76, 0.10, 0.48, 0.06, 0.26, 0.22, 0.46, 0.42, 0.70, 0.60, 0.72, 0.86, 0.46, 0.96,
                0.26, 0.80, 0.40, 0.56, 0.62, 0.36, 0.80, 0.12)));
  }

  private static List<Variant> nines() {
    return List.of(
        drawn(
            curve(
                0.74, 0.18, 0.50, 0.04, 0.27, 0.17, 0.26, 0.40, 0.48, 0.50, 0.70, 0.38, 0.76, 0.16),
            line(0.76, 0.14, 0.68, 0.97)),
        drawn(
            curve(
                0.76, 0.24, 0.56, 0.05, 0.30, 0.12, 0.22, 0.36, 0.42, 0.52, 0.66, 0.42, 0.77, 0.20,
                0.74, 0.56, 0.58, 0.90, 0.26, 0.94)),
        drawn(
            curve(
                0.66, 0.10, 0.40, 0.06, 0.24, 0.26, 0.40, 0.44, 0.64, 0.34, 0.70, 0.10, 0.68, 0.44,
                0.64, 0.72, 0.62, 0.97)));
  }
}
