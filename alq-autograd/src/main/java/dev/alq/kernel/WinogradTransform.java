package dev.alq.kernel;

/** A method of {@link WinogradKernels}. */
@FunctionalInterface
interface WinogradTransform {

  /** Transforms the tile at {@code from} in {@code source} to that at {@code to}. */
  void run(
      float[] source,
      int from,
      PixelGrid sourceGrid,
      float[] target,
      int to,
      PixelGrid targetGrid,
      int channels,
      float[] scratch);
}
