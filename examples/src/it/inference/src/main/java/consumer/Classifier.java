package consumer;

import dev.alq.dataset.Picture;
import dev.alq.dataset.Preprocessing;
import dev.alq.infer.InferenceSession;
import dev.alq.infer.LayerProfile;
import dev.alq.infer.Prediction;
import dev.alq.kernel.Engine;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelException;
import dev.alq.packed.PackedModelFile;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What a user's server does with a model, with alq-core alone. */
final class Classifier {

  private Classifier() {}

  /** Pictures of any size, with as many channels as the model takes, as one batch. */
  static Tensor input(List<Picture> pictures, Preprocessing wanted) {
    Shape image = wanted.imageShape();
    Tensor batch =
        Tensor.zeros(
            Shape.of(pictures.size(), wanted.height(), wanted.width(), wanted.channels()));
    for (int n = 0; n < pictures.size(); n++) {
      Picture fitting = pictures.get(n).resized(wanted.height(), wanted.width());
      byte[] levels = fitting.levels();
      for (int i = 0; i < levels.length; i++) {
        batch.data()[n * image.size() + i] = Byte.toUnsignedInt(levels[i]);
      }
    }
    wanted.normalization().applyInPlace(batch.data(), 0, batch.size());
    return batch;
  }

  /** The class of each picture. */
  static List<String> names(InferenceSession session, List<Picture> pictures) {
    Tensor batch = input(pictures, session.facts().preprocessing());
    List<Prediction> predictions = session.classify(batch);
    return predictions.stream().map(prediction -> prediction.best().name()).toList();
  }

  /** Two models on the threads of one engine. */
  static void compare(Path first, Path second, Tensor batch, PrintStream out) throws IOException {
    try (Engine engine = Engine.start(4);
        InferenceSession one = InferenceSession.of(PackedModelFile.read(first), engine);
        InferenceSession other = InferenceSession.of(PackedModelFile.read(second), engine)) {
      out.println(one.classify(batch).getFirst().top(3));
      out.println(other.classify(batch).getFirst().top(3));
    }
  }

  /** Where the time of a run goes. */
  static void profile(InferenceSession session, Tensor batch, PrintStream out) {
    for (LayerProfile layer : session.profile(batch)) {
      out.println(layer.name() + ": " + layer.method() + ", " + layer.nanos() / 1000 + " µs");
    }
    out.println(session.latencies());
  }

  /** What is wrong with a file, in words. */
  static String problem(Path file) {
    try {
      PackedModel model = PackedModelFile.read(file);
      return "intact: " + model.provenance();
    } catch (NoSuchFileException e) {
      return "no such file: " + e.getMessage();
    } catch (PackedModelException e) {
      return "no packed model, or a damaged one: " + e.getMessage();
    } catch (IOException e) {
      return "cannot be read: " + e.getMessage();
    }
  }
}
