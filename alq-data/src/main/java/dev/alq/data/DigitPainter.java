package dev.alq.data;

import dev.alq.data.DigitStrokes.Joints;
import dev.alq.data.DigitStrokes.Stroke;
import dev.alq.data.DigitStrokes.Variant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws one digit as a hand might: the points of the strokes tremble, the whole is stretched,
 * sheared and turned, and a pen of varying width leaves soft edges. All numbers are drawn from one
 * generator and computed with operations that are the same on every machine.
 *
 * <p>Reuses its memory: for one thread.
 */
final class DigitPainter {

  private static final int SIDE = Digits.SIDE;

  /** Points on a curve per control point. */
  private static final int STEPS = 5;

  private static final int MAX_POINTS = 256;

  private static final double TREMBLE = 0.045;
  private static final double MIN_SLANT = -0.25;
  private static final double MAX_SLANT = 0.55;
  private static final double TURN_SPREAD = 0.15;
  private static final double BEND = 0.25;
  private static final double MAX_SHIFT = 1.5;

  private final double[] x = new double[MAX_POINTS];
  private final double[] y = new double[MAX_POINTS];
  private final double[] radius = new double[MAX_POINTS];

  /** Whether the pen was down on the way to this point. */
  private final boolean[] joined = new boolean[MAX_POINTS];

  private final float[] ink = new float[SIDE * SIDE];
  private int points;

  /**
   * Draws a digit.
   *
   * @param digit 0 to 9
   * @param random decides everything else
   * @param target receives 28 · 28 unsigned bytes, light on dark; modified
   * @param offset where they begin
   */
  void paint(int digit, SplittableRandom random, byte[] target, int offset) {
    List<Variant> variants = DigitStrokes.of(digit);
    points = 0;
    for (Stroke stroke : variants.get(random.nextInt(variants.size())).strokes()) {
      trace(stroke, random);
    }
    bend(random);
    place(random);
    Arrays.fill(ink, 0);
    double softness = between(random, 0.9, 1.7);
    for (int i = 1; i < points; i++) {
      if (joined[i]) {
        draw(i, softness);
      }
    }
    develop(random, target, offset);
  }

  /** Appends the points of a stroke, trembling, in page coordinates. */
  private void trace(Stroke stroke, SplittableRandom random) {
    int controls = stroke.points().length / 2;
    double[] cx = new double[controls];
    double[] cy = new double[controls];
    for (int i = 0; i < controls; i++) {
      cx[i] = stroke.points()[2 * i] + TREMBLE * normal(random);
      cy[i] = stroke.points()[2 * i + 1] + TREMBLE * normal(random);
    }
    int first = points;
    append(cx[0], cy[0]);
    for (int i = 1; i < controls; i++) {
      int before = Math.max(0, i - 2);
      int after = Math.min(controls - 1, i + 1);
      int steps = stroke.joints() == Joints.ROUND ? STEPS : 1;
      for (int s = 1; s <= steps; s++) {
        double t = (double) s / steps;
        if (steps == 1) {
          append(cx[i], cy[i]);
        } else {
          append(
              spline(cx[before], cx[i - 1], cx[i], cx[after], t),
              spline(cy[before], cy[i - 1], cy[i], cy[after], t));
        }
      }
    }
    joined[first] = false;
  }

  private void append(double px, double py) {
    x[points] = px;
    y[points] = py;
    joined[points] = true;
    points++;
  }

  /** Catmull-Rom: from b at t = 0 to c at t = 1, with the slopes (c - a)/2 and (d - b)/2. */
  private static double spline(double a, double b, double c, double d, double t) {
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }

  /** Centres the page at 0 and bends it: curved stems, bellies of unequal size, leaning bars. */
  private void bend(SplittableRandom random) {
    double bow = BEND * normal(random);
    double taper = BEND * normal(random);
    double sag = BEND * normal(random);
    double lean = BEND * normal(random);
    for (int i = 0; i < points; i++) {
      double px = x[i] - 0.5;
      double py = y[i] - 0.5;
      x[i] = px + bow * py * py + taper * px * py;
      y[i] = py + sag * px * px + lean * px * py;
    }
  }

  /** Stretches, slants, turns and moves all points to pixels, and chooses the pen. */
  private void place(SplittableRandom random) {
    double stretch = between(random, 0.65, 1.15);
    double slant = between(random, MIN_SLANT, MAX_SLANT);
    double angle = TURN_SPREAD * normal(random);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    for (int i = 0; i < points; i++) {
      double px = stretch * x[i] - slant * y[i];
      double py = y[i];
      x[i] = cos * px - sin * py;
      y[i] = sin * px + cos * py;
    }
    double left = min(x);
    double top = min(y);
    double width = max(x) - left;
    double height = max(y) - top;
    double pen = between(random, 0.7, 1.9);
    double scale = (between(random, 19, 22.5) - 2 * pen) / Math.max(width, height);
    double moveX = SIDE / 2.0 - scale * (left + width / 2) + between(random, -MAX_SHIFT, MAX_SHIFT);
    double moveY = SIDE / 2.0 - scale * (top + height / 2) + between(random, -MAX_SHIFT, MAX_SHIFT);
    double swell = between(random, -0.25, 0.25);
    for (int i = 0; i < points; i++) {
      x[i] = scale * x[i] + moveX;
      y[i] = scale * y[i] + moveY;
      radius[i] = pen * (1 + swell * (2.0 * i / points - 1));
    }
  }

  /** Inks the pixels near the segment that ends at point {@code i}. */
  private void draw(int i, double softness) {
    double dx = x[i] - x[i - 1];
    double dy = y[i] - y[i - 1];
    double squaredLength = Math.max(dx * dx + dy * dy, 1e-9);
    double reach = Math.max(radius[i], radius[i - 1]) + softness / 2;
    int left = Math.max(0, (int) (Math.min(x[i], x[i - 1]) - reach));
    int right = Math.min(SIDE - 1, (int) (Math.max(x[i], x[i - 1]) + reach));
    int top = Math.max(0, (int) (Math.min(y[i], y[i - 1]) - reach));
    int bottom = Math.min(SIDE - 1, (int) (Math.max(y[i], y[i - 1]) + reach));
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double fromX = column + 0.5 - x[i - 1];
        double fromY = row + 0.5 - y[i - 1];
        double t = Math.clamp((fromX * dx + fromY * dy) / squaredLength, 0.0, 1.0);
        double offX = fromX - t * dx;
        double offY = fromY - t * dy;
        double r = radius[i - 1] + t * (radius[i] - radius[i - 1]);
        double cover = 0.5 + (r - Math.sqrt(offX * offX + offY * offY)) / softness;
        int pixel = row * SIDE + column;
        ink[pixel] = Math.max(ink[pixel], (float) Math.min(cover, 1));
      }
    }
  }

  /** Turns ink into levels, with a little noise. */
  private void develop(SplittableRandom random, byte[] target, int offset) {
    double brightness = between(random, 190, 330);
    double noise = Math.max(0, between(random, -12, 24)) / 128;
    long bits = 0;
    for (int i = 0; i < ink.length; i++) {
      bits = i % Long.BYTES == 0 ? random.nextLong() : bits >> Byte.SIZE;
      double level = brightness * ink[i] + noise * (byte) bits;
      target[offset + i] = (byte) Math.clamp((int) (level + 0.5), 0, 255);
    }
  }

  private double min(double[] values) {
    double min = values[0];
    for (int i = 1; i < points; i++) {
      min = Math.min(min, values[i]);
    }
    return min;
  }

  private double max(double[] values) {
    double max = values[0];
    for (int i = 1; i < points; i++) {
      max = Math.max(max, values[i]);
    }
    return max;
  }

  private static double between(SplittableRandom random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Nearly normal, variance 1, never beyond 2·√3: four uniform numbers. */
  private static double normal(SplittableRandom random) {
    double sum =
        random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble();
    return (sum - 2) * Math.sqrt(3);
  }
}
