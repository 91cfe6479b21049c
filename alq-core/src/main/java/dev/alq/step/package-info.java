/**
 * The steps of ALQ, one class per formula of the paper.
 *
 * <table>
 * <caption>Where each formula stands</caption>
 * <tr><td>Eq. (13)</td><td>{@link dev.alq.step.PruningScores}</td></tr>
 * <tr><td>Eq. (14)</td><td>{@link dev.alq.step.CoordinateGradient}</td></tr>
 * <tr><td>Eq. (17)-(20)</td><td>{@link dev.alq.step.BasisSearch}</td></tr>
 * <tr><td>Eq. (21), Alg. 4</td><td>{@link dev.alq.step.CoordinateStep}</td></tr>
 * <tr><td>Eq. (23)</td><td>{@link dev.alq.step.CoordinateRefit}</td></tr>
 * <tr><td>Alg. 2</td><td>{@link dev.alq.step.CoordinatePruner}</td></tr>
 * <tr><td>Alg. 3</td><td>{@link dev.alq.step.BasisStep}</td></tr>
 * <tr><td>§5.2</td><td>{@link dev.alq.step.StraightThrough}</td></tr>
 * </table>
 *
 * <p>{@link dev.alq.step.QuantizedWeight} is where to start: one layer's weights with the moments
 * of both domains, on which all steps act. May import {@code multibit}, {@code optim}, {@code
 * tensor} and {@code kernel}.
 */
@NullMarked
package dev.alq.step;

import org.jspecify.annotations.NullMarked;
