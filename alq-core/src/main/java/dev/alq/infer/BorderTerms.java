package dev.alq.infer;

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
