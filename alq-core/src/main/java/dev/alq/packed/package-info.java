/**
 * Trained networks as they are shipped. {@link dev.alq.packed.PackedModel} is the network, {@link
 * dev.alq.packed.PackedModelFile} its file ({@code docs/format.md}), {@link dev.alq.packed.Packer}
 * the only bridge from the network that was trained; {@link dev.alq.packed.Compaction} makes the
 * same network smaller. May import {@code bits}, {@code multibit}, {@code container}, {@code
 * dataset} and {@code tensor}; {@code Packer} alone also imports {@code nn}, {@code autograd} and
 * {@code activation}.
 */
@NullMarked
package dev.alq.packed;

import org.jspecify.annotations.NullMarked;
