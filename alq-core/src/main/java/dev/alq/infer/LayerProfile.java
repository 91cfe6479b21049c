package dev.alq.infer;

/**
 * What one layer did in one run of a session. A layer that runs on bits includes what follows it up
 * to the next one: pooling, normalisation, levels.
 *
 * @param name the layer's name
 * @param method how it was computed
 * @param nanos time it took
 * @param binaryOperations signs that were compared or looked up, padding included; 0 for floats
 * @param bytes what its weights take in memory: signs and coefficients, or floats before any
 *     transform
 */
public record LayerProfile(
    String name, Method method, long nanos, long binaryOperations, long bytes) {

  /** How a layer is computed. */
  public enum Method {
    /** Products of signs of weights with signs of activations. */
    SIGNS,
    /** Sums of numbers with the signs of weights, looked up in tables. */
    TABLES,
    /** The float kernels, on floats that were reconstructed from multi-bit weights. */
    RECONSTRUCTED,
    /** The float kernels, on weights that are floats in the model as well. */
    FLOATS,
    /** There are no weights. */
    NO_WEIGHTS
  }

  /**
   * What is known of a layer before it runs.
   *
   * @param operations binary operations for one image
   */
  record Facts(String name, Method method, long operations, long bytes) {

    LayerProfile of(long images, long nanos) {
      return new LayerProfile(name, method, nanos, operations * images, bytes);
    }
  }

  /** Hears of each layer when it has run. */
  @FunctionalInterface
  interface Meter {
    /** Listens to nothing. */
    Meter NONE = (_, _) -> {};

    void add(Facts facts, long nanos);
  }
}
