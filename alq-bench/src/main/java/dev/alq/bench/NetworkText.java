package dev.alq.bench;

import dev.alq.autograd.Parameter;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.CustomLayer;
import dev.alq.nn.Flatten;
import dev.alq.nn.GlobalAveragePool;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Describes a network to a peer in another process, without the weights' values. */
final class NetworkText {

  private boolean rows;

  /** Describes a layer and those inside; layers are visited in the order of computation. */
  Map<String, Object> describe(Layer layer) {
    return switch (layer) {
      case Sequential l ->
          Map.of("kind", "sequential", "layers", l.layers().stream().map(this::describe).toList());
      case Residual l ->
          Map.of(
              "kind", "residual", "body", describe(l.body()), "shortcut", describe(l.shortcut()));
      case Conv2d l -> {
        Map<String, Object> text = weighted("convolution", l.weights(), l.bias());
        text.put("stride", l.stride());
        text.put("padding", l.padding());
        yield text;
      }
      case Linear l -> weighted("linear", l.weights(), l.bias());
      case BatchNorm l -> normalization(l);
      case MaxPool l -> maximum(l);
      case GlobalAveragePool _ -> toRows("mean");
      case Relu _ -> Map.of("kind", "rectifier");
      case Flatten _ -> toRows("flatten");
      case CustomLayer l -> throw new IllegalArgumentException(l.name() + " is of an unknown kind");
    };
  }

  private Map<String, Object> normalization(BatchNorm layer) {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("kind", "normalization");
    text.put("scale", layer.scale().name());
    text.put("shift", layer.shift().name());
    text.put("mean", layer.name() + ".running_mean");
    text.put("variance", layer.name() + ".running_var");
    text.put("epsilon", layer.rule().epsilon());
    text.put("momentum", layer.rule().momentum());
    text.put("rank", rows ? 2 : 4);
    return text;
  }

  private static Map<String, Object> maximum(MaxPool layer) {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("kind", "maximum");
    text.put("kernel", layer.kernel());
    text.put("stride", layer.stride());
    text.put("padding", layer.padding());
    return text;
  }

  private Map<String, Object> toRows(String kind) {
    rows = true;
    return Map.of("kind", kind);
  }

  private static Map<String, Object> weighted(
      String kind, Parameter weights, @Nullable Parameter bias) {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("kind", kind);
    text.put("weight", weights.name());
    text.put("shape", weights.shape().toArray());
    if (bias != null) {
      text.put("bias", bias.name());
    }
    return text;
  }
}
