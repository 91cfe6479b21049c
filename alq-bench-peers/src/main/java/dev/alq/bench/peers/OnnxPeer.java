package dev.alq.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.alq.bench.FloatPeers;
import dev.alq.bench.Inputs;
import dev.alq.bench.Model;
import dev.alq.bench.Peer;
import dev.alq.bench.Task;
import dev.alq.bench.Work;
import dev.alq.models.exchange.OnnxExport;
import dev.alq.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;

/** Runs networks written by {@link OnnxExport}, with all of the runtime's optimizations. */
final class OnnxPeer implements Peer {

  private final String name;
  private final OrtEnvironment environment;
  private final int threads;

  OnnxPeer(String name, OrtEnvironment environment, int threads) {
    this.name = name;
    this.environment = environment;
    this.threads = threads;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String settings() {
    return "ONNX Runtime "
        + environment.getVersion()
        + ", all optimizations, "
        + threads
        + " thread(s); the shape of the batch is fixed in the model";
  }

  @Override
  public Optional<Work> work(Task task) {
    try {
      return switch (task) {
        case Task.Inference(Model model, int batch) ->
            Optional.of(new Inference(environment, model, batch, threads));
        case Task.BitInference bits ->
            Optional.of(
                new BesideBits(
                    new Inference(environment, bits.model(), bits.batch(), threads), bits));
        default -> Optional.empty();
      };
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Times the network in floats; the logits to agree on are those of the quantized one. */
  private record BesideBits(Work floats, Task.BitInference task) implements Work {
    @Override
    public void run() {
      floats.run();
    }

    @Override
    public float[] result() {
      return FloatPeers.scalarLogits(task);
    }

    @Override
    public void close() {
      floats.close();
    }
  }

  private static final class Inference implements Work {
    private final OrtSession session;
    private final OnnxTensor images;

    Inference(OrtEnvironment environment, Model network, int batch, int threads)
        throws OrtException {
      Shape shape = network.images(batch);
      byte[] model = OnnxExport.bytes(network.network(), shape, network.classes());
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        session = environment.createSession(model, options);
      }
      float[] values = Inputs.uniform(Inputs.Part.FIRST, shape.size());
      images =
          OnnxTensor.createTensor(
              environment,
              FloatBuffer.wrap(Layouts.channelFirst(values, shape)),
              Layouts.channelFirst(shape));
    }

    @Override
    public void run() {
      try (OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, images))) {
        result.get(0);
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public float[] result() {
      try (OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, images))) {
        FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] values = new float[logits.remaining()];
        logits.get(values);
        return values;
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      images.close();
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
