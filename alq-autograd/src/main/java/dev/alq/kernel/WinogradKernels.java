package dev.alq.kernel;

/**
 * The transforms of Winograd's minimal filtering F(4×4, 3×3) as Lavin &amp; Gray, "Fast Algorithms
 * for Convolutional Neural Networks" (2016), write them: an output tile of 4×4 pixels is {@code Y =
 * Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A} with a kernel g and a 6×6 input tile d, and the gradient of the kernel
 * is {@code Gᵀ[(Bᵀ d B) ⊙ (A dY Aᵀ)]G}. The points are 0, ±a, ±b and ∞ with a = 5/8, b = 3/2:
 *
 * <pre>
 *      ⎡a²b²   0  -a²-b²    0     1  0⎤        ⎡n₀   0    0  ⎤        n₀ = 1 / a²b²
 *      ⎢ 0   -ab²  -b²      a     1  0⎥        ⎢n₁  n₁a  n₁a²⎥        n₁ = 1 / 2a²(a²-b²)
 * Bᵀ = ⎢ 0    ab²  -b²     -a     1  0⎥    G = ⎢n₁ -n₁a  n₁a²⎥        n₂ = 1 / 2b²(b²-a²)
 *      ⎢ 0   -a²b  -a²      b     1  0⎥        ⎢n₂  n₂b  n₂b²⎥
 *      ⎢ 0    a²b  -a²     -b     1  0⎥        ⎢n₂ -n₂b  n₂b²⎥        ⎡1  1  1  1  1  0⎤
 *      ⎣ 0   a²b²   0   -a²-b²    0  1⎦        ⎣0    0    1  ⎦   Aᵀ = ⎢0  a -a  b -b  0⎥
 *                                                                     ⎢0  a² a² b² b² 0⎥
 *                                                                     ⎣0  a³-a³ b³-b³ 1⎦
 * </pre>
 *
 * <p>Each method transforms one tile for a run of channels. All sets of kernels give the same bits:
 * products are rounded before they are added. Scratch memory holds at least {@link #scratchSize()}
 * elements, and its contents are undefined before and after.
 */
public interface WinogradKernels {

  /** Rows and columns of an output tile. */
  int OUTPUT = 4;

  /** Rows and columns of an input tile, and of all products. */
  int INPUT = 6;

  /** Rows and columns of the convolution's kernel. */
  int TAPS = 3;

  /** Products per tile and pair of channels. */
  int POSITIONS = INPUT * INPUT;

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
   * @param d input tile, 6×6; not modified
   * @param from start in {@code d}
   * @param dGrid where its pixels lie
   * @param v receives 6×6
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
   * {@code U = G g Gᵀ}.
   *
   * @param g kernel, 3×3; not modified
   * @param from start in {@code g}
   * @param gGrid where its taps lie
   * @param u receives 6×6
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
   * {@code Y = Aᵀ m A + bias}.
   *
   * @param m products summed over the input's channels, 6×6; not modified
   * @param from start in {@code m}
   * @param mGrid where its pixels lie
   * @param bias a term per channel; not modified
   * @param biasFrom start in {@code bias}
   * @param y receives 4×4
   * @param to start in {@code y}
   * @param yGrid where the result's pixels go
   * @param channels channels of each pixel
   * @param scratch modified
   */
  void outputTile(
      float[] m,
      int from,
      PixelGrid mGrid,
      float[] bias,
      int biasFrom,
      float[] y,
      int to,
      PixelGrid yGrid,
      int channels,
      float[] scratch);

  /**
   * {@code Z = A dY Aᵀ}.
   *
   * @param dy gradient at an output tile, 4×4; not modified
   * @param from start in {@code dy}
   * @param dyGrid where its pixels lie
   * @param z receives 6×6
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

  /**
   * {@code dg = Gᵀ m G}.
   *
   * @param m products summed over tiles, 6×6; not modified
   * @param from start in {@code m}
   * @param mGrid where its pixels lie
   * @param dg receives 3×3
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
}
