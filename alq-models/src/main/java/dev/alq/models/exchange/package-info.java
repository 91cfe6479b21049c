/**
 * Networks in the files of other programs: {@link dev.alq.models.exchange.Pretrained} takes weights
 * over from PyTorch's checkpoints and from safetensors, {@link dev.alq.models.exchange.TorchExport}
 * and {@link dev.alq.models.exchange.OnnxExport} write them for others. May import what {@code
 * models} may.
 */
@NullMarked
package dev.alq.models.exchange;

import org.jspecify.annotations.NullMarked;
