package dev.alq.kernel;

/**
 * How the images of a batch are cut into Winograd's tiles of 4×4 output pixels, in the order of
 * images, rows and columns. The last tile of a row or column may reach beyond the image.
 *
 * @param batch images
 * @param height rows of an output image
 * @param width columns of an output image
 */
record TilePlan(int batch, int height, int width) {

  private static final int SIZE = WinogradKernels.OUTPUT;

  int rows() {
    return Math.ceilDiv(height, SIZE);
  }

  int columns() {
    return Math.ceilDiv(width, SIZE);
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
    return tile / columns() % rows() * SIZE;
  }

  /** First output column of a tile. */
  int left(int tile) {
    return tile % columns() * SIZE;
  }
}
