/**
 * Networks of the paper and their recipes. {@link dev.alq.models.LeNet5} is where to start; a
 * {@link dev.alq.models.Recipe} says how a network is trained and quantized. May import what lies
 * up to {@code train}, but not {@code kernel}, {@code packed}, {@code infer} or {@code data}.
 */
@NullMarked
package dev.alq.models;

import org.jspecify.annotations.NullMarked;
