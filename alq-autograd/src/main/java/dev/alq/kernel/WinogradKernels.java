package dev.alq.kernel;

/**
 * The transforms of a {@link WinogradFiltering} as Lavin &amp; Gray, "Fast Algorithms for
 * Convolutional Neural Networks" (2016), write them: an output tile is {@code Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ
 * d B)]A} with a kernel g and an input tile d. What an output tile's gradient dY gives the input is
 * {@code B[(G g Gᵀ) ⊙ (A dY Aᵀ)]Bᵀ}, and what it gives the kernel {@code Gᵀ[(Bᵀ d B) ⊙ (A dY
 * Aᵀ)]G}. The matrices follow from some points pᵢ, with Nᵢ the product of the distances of pᵢ from
 * all other points:
 *
 * <pre>
 * G:  row i is (1, pᵢ, pᵢ², …) / Nᵢ           a last row (0, …, 0, 1)
 * Aᵀ: column i is (1, pᵢ, pᵢ², …)             a last column (0, …, 0, 1)
 * Bᵀ: row i has the coefficients of Π (x − pⱼ) over all j but i, the last row over all j
 * </pre>
 *
 * <p>Each method transforms one tile for a run of channels. All sets of kernels give the same bits:
 * products are rounded before they are added. Scratch memory holds at least {@link #scratchSize()}
 * elements, and its contents are undefined before and after.
 */
public interface WinogradKernels {

  /**
   * Channels of input and output from which on products saved are worth the transforms.
   *
   * @return at least 1
   */
  int fewestChannels();

  /**
   * Elements of scratch memory that a transform needs.
   *
   * @return a small number
   */
  int scratchSize();

  /**
   * {@code V = Bᵀ d B}.
   *
   * @param d input tile; not modified
   * @param from start in {@code d}
   * @param dGrid where its pixels lie
   * @param v receives a tile of the same size; another array than {@code d}
   * @param to start in {@code v}
   * @param vGrid where the result's pixels go
   * @param channels channels of each pixel
   * @param scratch modified
   */
  void inputTile(
      float[] d,
      int from,
      PixelGrid dGrid,
      float[] v,
      int to,
      PixelGrid vGrid,
      int channels,
      float[] scratch);

  /**
   * {@code dd = B m Bᵀ}.
   *
   * @param m products summed over the output's channels; not modified
   * @param from start in {@code m}
   * @param mGrid where its pixels lie
   * @param dd receives an input tile; another array than {@code m}
   * @param to start in {@code dd}
   * @param ddGrid where the result's pixels go
   * @param channels channels of each pixel
   * @param scratch modified
   */
  void inputGradientTile(
      float[] m,
      int from,
      PixelGrid mGrid,
      float[] dd,
      int to,
      PixelGrid ddGrid,
      int channels,
      float[] scratch);

  /**
   * {@code U = G g Gᵀ}.
   *
   * @param g kernel; not modified
   * @param from start in {@code g}
   * @param gGrid where its taps lie
   * @param u receives a tile of the size of an input tile; another array than {@code g}
   * @param to start in {@code u}
   * @param uGrid where the result's pixels go
   * @param channels channels of each tap
   * @param scratch modified
   */
  void weightTile(
      float[] g,
      int from,
      PixelGrid gGrid,
      float[] u,
      int to,
      PixelGrid uGrid,
      int channels,
      float[] scratch);

  /**
   * {@code dg = Gᵀ m G}.
   *
   * @param m products summed over tiles; not modified
   * @param from start in {@code m}
   * @param mGrid where its pixels lie
   * @param dg receives a kernel; another array than {@code m}
   * @param to start in {@code dg}
   * @param dgGrid where the result's taps go
   * @param channels channels of each tap
   * @param scratch modified
   */
  void weightGradientTile(
      float[] m,
      int from,
      PixelGrid mGrid,
      float[] dg,
      int to,
      PixelGrid dgGrid,
      int channels,
      float[] scratch);

  /**
   * {@code Y = Aᵀ m A}.
   *
   * @param m products summed over the input's channels; not modified
   * @param from start in {@code m}
   * @param mGrid where its pixels lie
   * @param y receives an output tile; another array than {@code m}
   * @param to start in {@code y}
   * @param yGrid where the result's pixels go
   * @param channels channels of each pixel
   * @param scratch modified
   */
  void outputTile(
      float[] m,
      int from,
      PixelGrid mGrid,
      float[] y,
      int to,
      PixelGrid yGrid,
      int channels,
      float[] scratch);

  /**
   * {@code Z = A dY Aᵀ}.
   *
   * @param dy gradient at an output tile; not modified
   * @param from start in {@code dy}
   * @param dyGrid where its pixels lie
   * @param z receives a tile of the size of an input tile; another array than {@code dy}
   * @param to start in {@code z}
   * @param zGrid where the result's pixels go
   * @param channels channels of each pixel
   * @param scratch modified
   */
  void outputGradientTile(
      float[] dy,
      int from,
      PixelGrid dyGrid,
      float[] z,
      int to,
      PixelGrid zGrid,
      int channels,
      float[] scratch);
}
