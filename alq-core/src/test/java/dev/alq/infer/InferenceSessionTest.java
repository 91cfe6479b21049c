package dev.alq.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceSessionTest {

  private static final int CALLERS = 4;
  private static final int CALLS = 20;

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void copyGolden() throws IOException {
    file = Files.write(folder.resolve("model"), resource("format-1.safetensors"));
  }

  @Test
  void logitsAreThoseOfAnIndependentFloat64Evaluation() throws IOException {
    String[] rows =
        new String(resource("format-1-logits.txt"), StandardCharsets.UTF_8).strip().split("\n", -1);
    try (InferenceSession session = InferenceSession.open(file)) {
      Tensor logits = session.logits(images(rows.length));
      assertEquals(Shape.of(rows.length, 3), logits.shape());
      for (int n = 0; n < rows.length; n++) {
        String[] expected = rows[n].split(" ", -1);
        for (int k = 0; k < 3; k++) {
          assertEquals(Double.parseDouble(expected[k]), logits.data()[n * 3 + k], 2e-6);
        }
      }
    }
  }

  @Test
  void threadsDoNotChangeABitNorBatchesTheAnswer() throws IOException {
    PackedModel model = PackedModelFile.read(file);
    Tensor images = images(5);
    try (Engine one = Engine.start(1);
        Engine three = Engine.start(3);
        InferenceSession alone = InferenceSession.of(model, one);
        InferenceSession together = InferenceSession.of(model, three)) {
      float[] expected = alone.logits(images).data();
      assertArrayEquals(expected, together.logits(images).data());
      for (int n = 0; n < 5; n++) {
        Tensor image = Tensor.zeros(Shape.of(1, 6, 5, 2));
        System.arraycopy(images.data(), n * 60, image.data(), 0, 60);
        float[] single = together.logits(image).data();
        for (int k = 0; k < 3; k++) {
          assertEquals(expected[n * 3 + k], single[k], 2e-6);
        }
      }
    }
  }

  @Test
  void manyCallersGetTheSameAnswers() throws Exception {
    Tensor images = images(7);
    float[] before = images.data().clone();
    try (InferenceSession session = InferenceSession.open(file);
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      float[] expected = session.logits(images).data();
      Callable<List<float[]>> work =
          () -> {
            List<float[]> answers = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
              answers.add(session.logits(images).data());
            }
            return answers;
          };
      List<Future<List<float[]>>> all = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        all.add(callers.submit(work));
      }
      for (Future<List<float[]>> answers : all) {
        for (float[] answer : answers.get()) {
          assertArrayEquals(expected, answer);
        }
      }
    }
    assertArrayEquals(before, images.data());
  }

  @Test
  void classificationRanksAllClasses() throws IOException {
    try (InferenceSession session = InferenceSession.open(file)) {
      float[] logits = session.logits(images(3)).data();
      List<Prediction> predictions = session.classify(images(3));
      assertEquals(3, predictions.size());
      for (int n = 0; n < 3; n++) {
        Prediction prediction = predictions.get(n);
        assertEquals(2, prediction.best().index());
        assertEquals("zwölf", prediction.best().name());
        double sum = 0;
        for (Prediction.Candidate candidate : prediction.candidates()) {
          sum += candidate.probability();
          double expected = 0;
          for (int k = 0; k < 3; k++) {
            expected += Math.exp((double) logits[n * 3 + k] - logits[n * 3 + candidate.index()]);
          }
          assertEquals(1 / expected, candidate.probability(), 1e-12);
        }
        assertEquals(1, sum, 1e-12);
        double[] probabilities = prediction.probabilities();
        assertEquals(3, probabilities.length);
        for (Prediction.Candidate candidate : prediction.candidates()) {
          assertEquals(candidate.probability(), probabilities[candidate.index()]);
        }
        assertEquals(List.of(2, 0), prediction.top(2).stream().map(c -> c.index()).toList());
        assertEquals(3, prediction.top(9).size());
        assertThrows(IllegalArgumentException.class, () -> prediction.top(0));
      }
    }
  }

  @Test
  void everyClassStandsOnceInAPrediction() {
    Prediction.Candidate first = new Prediction.Candidate(0, "a", 0.5);
    Prediction.Candidate second = new Prediction.Candidate(1, "b", 0.5);
    Prediction.Candidate third = new Prediction.Candidate(2, "c", 0.5);
    assertEquals(first, new Prediction(List.of(first, second)).best());
    for (List<Prediction.Candidate> wrong :
        List.of(List.<Prediction.Candidate>of(), List.of(first, first), List.of(first, third))) {
      assertThrows(IllegalArgumentException.class, () -> new Prediction(wrong));
    }
  }

  @Test
  void callsThatAnswerAreCounted() throws IOException {
    try (InferenceSession session = InferenceSession.open(file)) {
      assertEquals(0, session.latencies().calls());
      session.logits(images(2));
      session.classify(images(1));
      assertThrows(IllegalArgumentException.class, () -> session.logits(Tensor.zeros(Shape.of(1))));
      Latencies.Summary summary = session.latencies();
      assertEquals(2, summary.calls());
      assertTrue(summary.medianNanos() > 0 && summary.p99Nanos() <= summary.longestNanos());
    }
  }

  @Test
  void wrongInputIsRefusedWithItsPlace() throws IOException {
    try (InferenceSession session = InferenceSession.open(file)) {
      for (Shape shape :
          List.of(
              Shape.of(6, 5, 2),
              Shape.of(0, 6, 5, 2),
              Shape.of(1, 5, 6, 2),
              Shape.of(1, 6, 5, 3))) {
        IllegalArgumentException e =
            assertThrows(IllegalArgumentException.class, () -> session.logits(Tensor.zeros(shape)));
        assertTrue(String.valueOf(e.getMessage()).contains(shape.toString()), e.getMessage());
      }
      for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        Tensor images = images(2);
        images.data()[60 + 17] = wrong;
        IllegalArgumentException e =
            assertThrows(IllegalArgumentException.class, () -> session.classify(images));
        assertEquals("image 1 holds " + wrong + " at element 17", e.getMessage());
      }
    }
  }

  @Test
  void aClosedSessionAnswersNoMore() throws IOException {
    PackedModel model = PackedModelFile.read(file);
    InferenceSession session = InferenceSession.open(file);
    assertEquals(model.facts(), session.facts());
    session.close();
    assertThrows(IllegalStateException.class, () -> session.logits(images(1)));
    try (Engine engine = Engine.start(1)) {
      InferenceSession.of(model, engine).close();
      try (InferenceSession other = InferenceSession.of(model, engine)) {
        assertEquals(3, other.logits(images(1)).size());
      }
    }
  }

  /** Neither a session nor a model needs its file once it is read. */
  @Test
  void aSessionOutlivesItsFile() throws IOException {
    PackedModel model = PackedModelFile.read(file);
    try (InferenceSession session = InferenceSession.open(file)) {
      float[] expected = session.logits(images(2)).data();
      Files.write(file, new byte[100]);
      assertArrayEquals(expected, session.logits(images(2)).data());
      Files.delete(file);
      assertArrayEquals(expected, session.logits(images(2)).data());
      try (InferenceSession later = InferenceSession.of(model)) {
        assertArrayEquals(expected, later.logits(images(2)).data());
      }
    }
  }

  /** The images that the expected logits belong to. */
  private static Tensor images(int batch) {
    Tensor images = Tensor.zeros(Shape.of(batch, 6, 5, 2));
    for (int i = 0; i < images.size(); i++) {
      images.data()[i] = (i * 37 % 64 - 32) / 16f;
    }
    return images;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = PackedModel.class.getResourceAsStream(name)) {
      assertNotNull(in);
      return in.readAllBytes();
    }
  }
}
