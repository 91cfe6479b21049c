package dev.alq.examples.service;

import dev.alq.data.DataFileException;
import dev.alq.data.Fitting;
import dev.alq.data.ImageFile;
import dev.alq.data.Ink;
import dev.alq.data.PictureHeader;
import dev.alq.dataset.Preprocessing;
import dev.alq.infer.InferenceSession;
import dev.alq.infer.Prediction;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;

/** From the bytes of a picture to what it shows. */
final class PictureClassifier {

  /** What messages call a picture that came without a name. */
  private static final Path PICTURE = Path.of("picture");

  private final InferenceSession session;
  private final int maxPixels;
  private final int candidates;

  /**
   * Classifies with a session.
   *
   * @param maxPixels the largest picture that is decoded
   * @param candidates how many classes are named
   */
  PictureClassifier(InferenceSession session, int maxPixels, int candidates) {
    this.session = session;
    this.maxPixels = maxPixels;
    this.candidates = candidates;
  }

  /**
   * What a picture shows; becomes the JSON object.
   *
   * @param candidates the most probable classes, the best first
   * @param ink what it was taken to be drawn with
   * @param placement how it was brought to the network's size
   */
  record Classification(
      List<Prediction.Candidate> candidates, Ink ink, Fitting.Placement placement) {}

  /**
   * Refuses what is not worth decoding.
   *
   * @throws Refusal if the bytes are not a picture, or its header says that it is too large
   */
  void check(byte[] bytes) throws Refusal {
    PictureHeader header;
    try {
      header =
          PictureHeader.read(PICTURE, bytes)
              .filter(PictureClassifier::isTaken)
              .orElseThrow(() ->
                  new Refusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "not a PNG or JPEG picture"));
    } catch (DataFileException e) {
      throw badRequest(e);
    }
    if (header.pixels() > maxPixels) {
      throw new Refusal(
          HttpStatus.CONTENT_TOO_LARGE,
          header.width() + " by " + header.height() + " pixels, more than " + maxPixels);
    }
  }

  /**
   * Decodes and classifies.
   *
   * @throws Refusal if the picture is damaged or blank
   */
  Classification classify(byte[] bytes) throws Refusal {
    Preprocessing preprocessing = session.facts().preprocessing();
    Shape shape =
        Shape.of(1, preprocessing.height(), preprocessing.width(), preprocessing.channels());
    Fitting fitting;
    Tensor input;
    try {
      ImageFile picture = ImageFile.decode(PICTURE, bytes);
      fitting = Fitting.guess(picture, preprocessing);
      input = Tensor.of(shape, picture.input(preprocessing, fitting));
    } catch (DataFileException | IllegalArgumentException e) {
      throw badRequest(e);
    }
    Prediction prediction = session.classify(input).getFirst();
    return new Classification(prediction.top(candidates), fitting.ink(), fitting.placement());
  }

  private static boolean isTaken(PictureHeader header) {
    return switch (header.format()) {
      case PNG, JPEG -> true;
      case BMP, GIF -> false;
    };
  }

  private static Refusal badRequest(Exception e) {
    return new Refusal(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
  }
}
