/**
 * The engine against figures that were computed elsewhere, in double precision (see "about" in
 * {@code nets.json}). Uses the public interface only.
 */
@NullMarked
package dev.alq.golden;

import org.jspecify.annotations.NullMarked;
