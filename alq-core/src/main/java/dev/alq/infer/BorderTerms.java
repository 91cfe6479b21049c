package dev.alq.infer;

import dev.alq.kernel.Engine;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/**
 * Terms that depend on which taps of a kernel lie outside the image. Pixels with the same taps
 * outside share a class; class 0 has none outside.
 *
 * @param classes the class of each output pixel, row-major
 * @param terms for each class a term per output
 */
record BorderTerms(int[] classes, float[][] terms) {

  /**
   * Adds the terms to the pixels of images.
   *
   * @param batch number of images
   * @param y N,H,W,O; modified
   */
  void addTo(Engine engine, int batch, float[] y) {
    int outputs = terms[0].length;
    engine
        .parallel()
        .forEach(
            batch,
            n -> {
              for (int pixel = 0; pixel < classes.length; pixel++) {
                int at = (n * classes.length + pixel) * outputs;
                for (int o = 0; classes[pixel] > 0 && o < outputs; o++) {
                  y[at + o] += terms[classes[pixel]][o];
                }
              }
            });
  }

  /** Collects the classes of a window's output pixels. */
  static BorderTerms of(TapWindow window, Function<BitSet, float[]> termsOutside) {
    List<BitSet> kinds = new ArrayList<>(List.of(new BitSet()));
    int[] classes = new int[window.outputRows() * window.outputColumns()];
    for (int pixel = 0; pixel < classes.length; pixel++) {
      BitSet outside =
          window.outside(pixel / window.outputColumns(), pixel % window.outputColumns());
      int kind = kinds.indexOf(outside);
      if (kind < 0) {
        kind = kinds.size();
        kinds.add(outside);
      }
      classes[pixel] = kind;
    }
    return new BorderTerms(classes, kinds.stream().map(termsOutside).toArray(float[][]::new));
  }
}
