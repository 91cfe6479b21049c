package dev.alq.nn;

import dev.alq.autograd.Parameter;
import dev.alq.autograd.Tape;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A kind of layer that is defined outside this package. It computes with the functions of {@link
 * dev.alq.autograd.Functions}, or records operations and gradient rules of its own ({@link
 * Tape#record}).
 *
 * <p>The values it is given and hands on are read by its neighbours alone, and their memory is lent
 * again as soon as those are done. A layer that remembers one for later than its own {@link
 * #forward}, as a skip connection across other layers does, says so by {@link Tape#keep}.
 *
 * <p>What its {@link #parameters()} name is trained, stored in checkpoints and resumed as that of
 * any other layer. Those of the role {@link Parameter.Role#WEIGHT} are quantized if a plan names
 * them; default plans take those of four dimensions for weights O,H,W,C of a convolution and those
 * of two for weights O,I of a linear layer. Names must not occur twice in a network.
 *
 * <p>Packed models know none of these kinds: packing a network that holds one is an error that
 * names the layer. A kind that computes what known layers compute can be packed in their form, as a
 * network of such layers that share its parameters.
 */
public non-sealed interface CustomLayer extends Layer {

  @Override
  default List<Parameter> parameters() {
    return List.of();
  }

  @Override
  default Map<String, Tensor> buffers() {
    return Map.of();
  }
}
