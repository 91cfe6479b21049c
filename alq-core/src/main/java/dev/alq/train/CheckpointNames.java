package dev.alq.train;

/** The texts and tensors of a checkpoint, by name. */
final class CheckpointNames {

  static final String FORMAT = "format";
  static final String FORMAT_VALUE = "alq-checkpoint";
  static final String VERSION = "version";
  static final String VERSION_VALUE = "1";
  static final String RUN = "run";

  /** I32: phase, epoch, batches of the epoch, epochs run. */
  static final String POSITION = "position";

  /** I64: images of the partial epoch, how many were right. */
  static final String PARTIAL_COUNTS = "partial.counts";

  /** F64: sum of the loss over the partial epoch. */
  static final String PARTIAL_LOSS = "partial.loss";

  /** F64, one row per finished epoch: see {@link CheckpointWriter#epochs}. */
  static final String EPOCHS = "epochs";

  /** I64: measure before and after the pruning phase under way. */
  static final String PRUNING = "pruning";

  /** F64: validation of the best network. */
  static final String BEST = "best";

  static final String NETWORK = "network/";
  static final String QUANTIZED = "quantized/";
  static final String FLOAT_OPTIMIZER = "float/";
  static final String PHASE_OPTIMIZER = "phase/";
  static final String BEST_NETWORK = "best-network/";
  static final String BEST_QUANTIZED = "best-quantized/";

  static final String BITWIDTHS = "/bitwidths";
  static final String COORDINATES = "/coordinates";
  static final String CODES = "/codes";
  static final String STEPS = "/steps";
  static final String FLOAT_COPY = "/float-copy";
  static final String WEIGHT_MOMENTS = "/weight-moments";
  static final String COORDINATE_MOMENTS = "/coordinate-moments";
  static final String M = ".m";
  static final String V = ".v";
  static final String V_MAX = ".v-max";

  private CheckpointNames() {}
}
