package dev.alq.kernel;

/**
 * How the output images of a batch are cut into Winograd's tiles, in the order of images, rows and
 * columns. The last tile of a row or column may reach beyond the image.
 *
 * @param batch images
 * @param height rows of an output image
 * @param width columns of an output image
 * @param size rows and columns of an output tile
 */
record TilePlan(int batch, int height, int width, int size) {

  static TilePlan of(ConvolutionGeometry g, WinogradFiltering filtering) {
    return new TilePlan(g.batch(), g.outputHeight(), g.outputWidth(), filtering.output());
  }

  int rows() {
    return Math.ceilDiv(height, size);
  }

  int columns() {
    return Math.ceilDiv(width, size);
  }

  /** Tiles of an image. */
  int perImage() {
    return rows() * columns();
  }

  /** All tiles. */
  int count() {
    return batch * perImage();
  }

  int image(int tile) {
    return tile / perImage();
  }

  /** First output row of a tile. */
  int top(int tile) {
    return tile / columns() % rows() * size;
  }

  /** First output column of a tile. */
  int left(int tile) {
    return tile % columns() * size;
  }
}
