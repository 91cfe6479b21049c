package dev.alq.rules.sample.kernel;

import dev.alq.rules.sample.nn.Layer;
import jdk.incubator.vector.IntVector;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/** Breaks the arrows, closes a cycle, and uses what a kernel may not. */
final class Upward {
  @Nullable Layer layer;
  @Nullable DMatrixRMaj matrix;
  @Nullable IntVector vector;
}
