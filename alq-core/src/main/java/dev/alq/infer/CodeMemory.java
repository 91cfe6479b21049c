package dev.alq.infer;

import java.util.List;

/**
 * How much memory layers that run one after the other borrow: each as much as the most demanding of
 * them, so that the same arrays serve all.
 *
 * @param imageWords words for the codes of one image
 * @param panelRows words for each column of a panel
 */
record CodeMemory(int imageWords, int panelRows) {

  /** What suits all of some layers. */
  static CodeMemory of(List<BitLayer> layers) {
    int imageWords = 0;
    int panelRows = 0;
    for (BitLayer layer : layers) {
      imageWords = Math.max(imageWords, layer.input().imageWords());
      imageWords = Math.max(imageWords, layer.output().imageWords());
      panelRows = Math.max(panelRows, layer.panelRows());
    }
    return new CodeMemory(imageWords, panelRows);
  }
}
