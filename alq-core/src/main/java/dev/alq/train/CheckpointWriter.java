package dev.alq.train;

import dev.alq.container.SafetensorsWriter;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.optim.AmsGradMoments;
import dev.alq.optim.OptimizerState;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Turns a state into the content of its file. */
final class CheckpointWriter {

  /** Figures per finished epoch. */
  static final int EPOCH_FIGURES = 7;

  private final SafetensorsWriter container = new SafetensorsWriter();

  private CheckpointWriter() {}

  static SafetensorsWriter container(TrainingState state, String run) {
    CheckpointWriter writer = new CheckpointWriter();
    writer
        .container
        .metadata(CheckpointNames.FORMAT, CheckpointNames.FORMAT_VALUE)
        .metadata(CheckpointNames.VERSION, CheckpointNames.VERSION_VALUE)
        .metadata(CheckpointNames.RUN, run);
    writer.position(state);
    writer.epochs(state.epochs());
    writer.tensors(CheckpointNames.NETWORK, state.network());
    state.quantized().forEach(writer::weight);
    writer.optimizer(CheckpointNames.FLOAT_OPTIMIZER, state.floatOptimizer());
    switch (state.phaseState()) {
      case PhaseState.Nothing _ -> {}
      case PhaseState.FloatTraining(OptimizerState optimizer) ->
          writer.optimizer(CheckpointNames.PHASE_OPTIMIZER, optimizer);
      case PhaseState.Pruning(long start, long target) ->
          writer.longs(CheckpointNames.PRUNING, start, target);
    }
    if (state.best() != null) {
      writer.best(state.best());
    }
    return writer.container;
  }

  private void position(TrainingState state) {
    PartialEpoch partial = state.partial();
    container.ints(
        CheckpointNames.POSITION,
        Shape.of(4),
        new int[] {state.phase(), state.epoch(), partial.batches(), state.epochsRun()});
    longs(CheckpointNames.PARTIAL_COUNTS, partial.examples(), partial.right());
    doubles(CheckpointNames.PARTIAL_LOSS, partial.lossSum());
  }

  /** Phase, epoch, learning rate, loss and accuracy in training, validation, average bitwidth. */
  private void epochs(List<EpochMetrics> epochs) {
    if (epochs.isEmpty()) {
      return;
    }
    double[] figures = new double[epochs.size() * EPOCH_FIGURES];
    int next = 0;
    for (EpochMetrics epoch : epochs) {
      figures[next++] = epoch.phaseIndex();
      figures[next++] = epoch.epoch();
      figures[next++] = epoch.learningRate();
      figures[next++] = epoch.trainLoss();
      figures[next++] = epoch.trainTop1();
      figures[next++] = epoch.validationTop1();
      figures[next++] = epoch.averageBitwidth();
    }
    container.doubles(CheckpointNames.EPOCHS, Shape.of(epochs.size(), EPOCH_FIGURES), figures);
  }

  private void weight(String name, WeightState state) {
    String prefix = CheckpointNames.QUANTIZED + name;
    values(prefix, state.values());
    moments(prefix + CheckpointNames.WEIGHT_MOMENTS, state.weightMoments());
    moments(prefix + CheckpointNames.COORDINATE_MOMENTS, state.coordinateMoments());
    container.ints(prefix + CheckpointNames.STEPS, Shape.of(1), new int[] {state.steps()});
    if (state.floatCopy() != null) {
      container.floats(prefix + CheckpointNames.FLOAT_COPY, state.floatCopy());
    }
  }

  private void values(String prefix, MultiBitTensor values) {
    byte[] bitwidths = new byte[values.layout().groups()];
    for (int group = 0; group < bitwidths.length; group++) {
      bitwidths[group] = (byte) values.bitwidth(group);
    }
    container.bytes(prefix + CheckpointNames.BITWIDTHS, Shape.of(bitwidths.length), bitwidths);
    floats(prefix + CheckpointNames.COORDINATES, values.coordinateSlots());
    container.bytes(prefix + CheckpointNames.CODES, values.shape(), values.codes());
  }

  private void moments(String prefix, AmsGradMoments moments) {
    floats(prefix + CheckpointNames.M, moments.m());
    floats(prefix + CheckpointNames.V, moments.v());
    floats(prefix + CheckpointNames.V_MAX, moments.vMax());
  }

  private void optimizer(String prefix, OptimizerState state) {
    state
        .histories()
        .forEach((name, history) -> {
          history
              .tensors()
              .forEach((kind, tensor) -> container.floats(prefix + name + "/" + kind, tensor));
          container.ints(
              prefix + name + CheckpointNames.STEPS, Shape.of(1), new int[] {history.steps()});
        });
  }

  private void best(BestNetwork best) {
    doubles(CheckpointNames.BEST, best.validationTop1());
    tensors(CheckpointNames.BEST_NETWORK, best.state());
    best.quantized()
        .forEach((name, values) -> values(CheckpointNames.BEST_QUANTIZED + name, values));
  }

  private void tensors(String prefix, Map<String, Tensor> tensors) {
    tensors.forEach((name, tensor) -> container.floats(prefix + name, tensor));
  }

  private void floats(String name, float[] values) {
    container.floats(name, Tensor.of(Shape.of(values.length), values));
  }

  private void longs(String name, long... values) {
    container.longs(name, Shape.of(values.length), values);
  }

  private void doubles(String name, double... values) {
    container.doubles(name, Shape.of(values.length), values);
  }
}
