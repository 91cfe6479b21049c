package dev.alq.bench.peers;

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
import dev.alq.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Builds a network of ours in Deeplearning4j, weights included. */
final class Dl4jGraph {

  private static final String INPUT = "images";
  private static final String OUTPUT = "probabilities";

  private final GraphBuilder builder;
  private final List<Consumer<ComputationGraph>> copies = new ArrayList<>();
  private int vertices;

  private Dl4jGraph(GraphBuilder builder) {
    this.builder = builder;
  }

  /** A graph for images N,H,W,C, ready to be trained with cross-entropy. */
  static ComputationGraph create(Layer network, Shape images) {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .updater(new NoOp())
            .activation(Activation.IDENTITY)
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs(INPUT);
    Dl4jGraph made = new Dl4jGraph(builder);
    String logits = made.add(network, INPUT);
    builder.addLayer(
        OUTPUT,
        new LossLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .activation(Activation.SOFTMAX)
            .build(),
        logits);
    builder.setOutputs(OUTPUT);
    builder.setInputTypes(
        InputType.convolutional(images.dimension(1), images.dimension(2), images.dimension(3)));
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    made.copies.forEach(copy -> copy.accept(graph));
    return graph;
  }

  /** Adds a layer and returns the name of its vertex. */
  private String add(Layer layer, String x) {
    return switch (layer) {
      case Sequential l -> {
        String y = x;
        for (Layer inner : l.layers()) {
          y = add(inner, y);
        }
        yield y;
      }
      case Residual l -> {
        String name = fresh("sum");
        String body = add(l.body(), x);
        String shortcut = add(l.shortcut(), x);
        builder.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), body, shortcut);
        yield name;
      }
      case Conv2d l -> convolution(l, x);
      case Linear l -> linear(l, x);
      case BatchNorm l -> normalization(l, x);
      case MaxPool l ->
          vertex(
              new SubsamplingLayer.Builder(PoolingType.MAX)
                  .kernelSize(l.kernel(), l.kernel())
                  .stride(l.stride(), l.stride())
                  .padding(l.padding(), l.padding())
                  .build(),
              x);
      case GlobalAveragePool _ -> vertex(new GlobalPoolingLayer(PoolingType.AVG), x);
      case Relu _ -> vertex(new ActivationLayer(Activation.RELU), x);
      case Flatten _ -> x; // the next dense layer gets it, in the order C,H,W
      case CustomLayer l -> throw new IllegalArgumentException(l.name() + " is of an unknown kind");
    };
  }

  private String convolution(Conv2d layer, String x) {
    Shape shape = layer.weights().shape();
    Parameter bias = layer.bias();
    String name =
        vertex(
            new ConvolutionLayer.Builder(shape.dimension(1), shape.dimension(2))
                .nOut(shape.dimension(0))
                .stride(layer.stride(), layer.stride())
                .padding(layer.padding(), layer.padding())
                .hasBias(bias != null)
                .build(),
            x);
    float[] weights = Layouts.channelFirst(layer.weights().value().data(), shape);
    copy(name, "W", Nd4j.createFromArray(weights).reshape(Layouts.channelFirst(shape)));
    if (bias != null) {
      copy(name, "b", row(bias.value().data()));
    }
    return name;
  }

  private String linear(Linear layer, String x) {
    Shape shape = layer.weights().shape();
    Parameter bias = layer.bias();
    String name =
        vertex(new DenseLayer.Builder().nOut(shape.dimension(0)).hasBias(bias != null).build(), x);
    INDArray weights =
        Nd4j.createFromArray(layer.weights().value().data())
            .reshape(shape.dimension(0), shape.dimension(1))
            .transpose();
    copy(name, "W", weights);
    if (bias != null) {
      copy(name, "b", row(bias.value().data()));
    }
    return name;
  }

  private String normalization(BatchNorm layer, String x) {
    String name =
        vertex(
            new BatchNormalization.Builder()
                .eps(layer.rule().epsilon())
                .decay(1 - layer.rule().momentum())
                .build(),
            x);
    copy(name, "gamma", row(layer.scale().value().data()));
    copy(name, "beta", row(layer.shift().value().data()));
    return name;
  }

  private String vertex(org.deeplearning4j.nn.conf.layers.Layer layer, String x) {
    String name = fresh("layer");
    builder.addLayer(name, layer, x);
    return name;
  }

  private String fresh(String kind) {
    return kind + vertices++;
  }

  private void copy(String vertex, String parameter, INDArray values) {
    copies.add(graph -> graph.getLayer(vertex).setParam(parameter, values));
  }

  private static INDArray row(float[] values) {
    return Nd4j.createFromArray(values).reshape(1, values.length);
  }
}
