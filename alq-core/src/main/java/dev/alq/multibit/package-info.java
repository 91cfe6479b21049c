/**
 * Multi-bit binary weights (section 3.1 of the ALQ paper): a layer's weights fall into disjoint
 * groups, and each group is {@code ŵ_g = B_g α_g} with {@code B_g ∈ {-1,+1}^(n×I_g)} and {@code α_g
 * ≥ 0}, where the bitwidth {@code I_g} may differ from group to group and may be 0.
 *
 * <p>{@link dev.alq.multibit.MultiBitTensor} is where to start; {@link dev.alq.multibit.Grouping}
 * says which weights form a group, {@link dev.alq.multibit.Sketch} makes the first bases from float
 * weights (Algorithm 1), {@link dev.alq.multibit.UniformSketch} as many for every group, and {@link
 * dev.alq.multibit.StorageCost} counts bits. Activations take the values of {@link
 * dev.alq.multibit.ActivationLevels}. May import {@code tensor}, {@code kernel} and EJML.
 */
@NullMarked
package dev.alq.multibit;

import org.jspecify.annotations.NullMarked;
