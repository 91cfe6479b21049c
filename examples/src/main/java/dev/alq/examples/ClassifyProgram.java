package dev.alq.examples;

import dev.alq.data.Fitting;
import dev.alq.data.ImageFile;
import dev.alq.dataset.Preprocessing;
import dev.alq.infer.InferenceSession;
import dev.alq.infer.Prediction;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/** From a packed model and a picture to what it shows: where to start when deploying. */
public final class ClassifyProgram {

  private ClassifyProgram() {}

  /**
   * Prints the three most probable classes of a picture.
   *
   * @param args a model file and a picture file
   * @throws IOException if one of them cannot be read
   */
  public static void main(String[] args) throws IOException {
    try (InferenceSession session = InferenceSession.open(Path.of(args[0]))) {
      for (var candidate : classify(session, Path.of(args[1])).top(3)) {
        System.out.println(candidate.name() + " " + candidate.probability());
      }
    }
  }

  /**
   * The way from a picture to a prediction.
   *
   * @param session an open model; may be shared by any number of threads
   * @param file a PNG, JPEG, BMP or GIF picture
   * @return all classes with their probabilities
   * @throws IOException if the picture cannot be read or is damaged
   */
  public static Prediction classify(InferenceSession session, Path file) throws IOException {
    Preprocessing wanted = session.facts().preprocessing();
    ImageFile picture = ImageFile.read(file);
    float[] input = picture.input(wanted, Fitting.guess(picture, wanted));
    Shape one = Shape.of(1, wanted.height(), wanted.width(), wanted.channels());
    return session.classify(Tensor.of(one, input)).getFirst();
  }
}
