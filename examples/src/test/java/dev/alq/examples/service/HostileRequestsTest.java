package dev.alq.examples.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.data.Fitting;
import dev.alq.data.ImageFile;
import dev.alq.dataset.Preprocessing;
import dev.alq.infer.InferenceSession;
import dev.alq.infer.Prediction;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Many clients at once, half of them hostile: honest ones get the answer that the session gives,
 * the others a 4xx. {@code -Ddev.alq.test.requests=10000} makes it long.
 */
class HostileRequestsTest {

  private static final int REQUESTS = Integer.getInteger("dev.alq.test.requests", 400);
  private static final int CLIENTS = 16;
  private static final int HONEST_PICTURES = 12;
  private static final ServiceLimits LIMITS =
      new ServiceLimits(200_000, 250_000, Duration.ofSeconds(20), 64);

  /** Nothing came back: the server hung up on what was no HTTP, or the client did not wait. */
  private static final int NOTHING = 0;

  private static final Set<Integer> DAMAGED = Set.of(400, 415);

  /** A picture and what the session says of it. */
  private record Honest(byte[] bytes, Prediction expected) {}

  /** What a client may do. */
  private enum Kind {
    HONEST_PNG,
    HONEST_JPEG,
    HONEST_IN_PIECES,
    TRUNCATED_JPEG,
    TRUNCATED_PNG,
    DAMAGED_JPEG,
    LYING_JPEG,
    PIXEL_BOMB,
    TEXT_BOMB,
    PASSES,
    RANDOM_BYTES,
    EMPTY,
    BLANK,
    OTHER_FORMAT,
    TOO_LONG,
    CHUNKED,
    WITHOUT_LENGTH,
    ENDS_EARLY,
    HANGS_UP,
    WRONG_METHOD,
    WRONG_PATH,
    NO_HTTP,
    STATUS
  }

  private final List<Honest> honest = new ArrayList<>();
  private byte[] jpeg = {};
  private byte[] png = {};
  private byte[] pixelBomb = {};
  private byte[] textBomb = {};
  private byte[] lying = {};
  private byte[] passes = {};

  @Test
  void honestClientsAreAnsweredAndTheOthersRefused() throws Exception {
    prepare();
    try (RunningService service = new RunningService(LIMITS);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS / 4; i++) {
        all.add(clients.submit(() -> slowSender(service.address())));
      }
      for (int i = 0; i < REQUESTS; i++) {
        int request = i;
        all.add(clients.submit(() -> request(service.address(), request)));
      }
      for (Future<?> one : all) {
        one.get();
      }
      JsonNode status = RawHttp.request(service.address(), "GET", "/status", new byte[0]).json();
      assertFalse(status.get("answers").has("500"), status.toString());
      assertTrue(status.get("answers").get("200").intValue() > REQUESTS / 10, status.toString());
    }
  }

  private void prepare() throws IOException {
    try (InferenceSession session = RunningService.session()) {
      Preprocessing wanted = session.facts().preprocessing();
      for (int i = 0; i < HONEST_PICTURES; i++) {
        byte[] bytes = Pictures.digit(i % 2 == 0 ? "png" : "jpeg", 30 + 9 * i, 60 + 5 * i, i);
        ImageFile picture = ImageFile.decode(Path.of("honest"), bytes);
        float[] input = picture.input(wanted, Fitting.guess(picture, wanted));
        Tensor image = Tensor.of(Shape.of(1, wanted.height(), wanted.width(), 1), input);
        honest.add(new Honest(bytes, session.classify(image).getFirst()));
      }
    }
    png = honest.get(4).bytes();
    jpeg = honest.get(5).bytes();
    pixelBomb = Pictures.pixelBomb(4_000, 4_000);
    textBomb = Pictures.textBomb();
    lying = Pictures.lyingJpeg(60_000, 60_000);
    passes = Pictures.jpegOfPasses(5_000);
  }

  private @org.jspecify.annotations.Nullable Void request(InetSocketAddress to, int number)
      throws IOException {
    SplittableRandom random = new SplittableRandom(number);
    Kind kind = Kind.values()[number % Kind.values().length];
    String what = kind + ", request " + number;
    switch (kind) {
      case HONEST_PNG -> right(to, 2 * random.nextInt(HONEST_PICTURES / 2), what);
      case HONEST_JPEG -> right(to, 2 * random.nextInt(HONEST_PICTURES / 2) + 1, what);
      case HONEST_IN_PIECES -> inPieces(to, random, what);
      case TRUNCATED_JPEG -> refused(DAMAGED, post(to, cut(jpeg, random)), what);
      case TRUNCATED_PNG -> refused(DAMAGED, post(to, cut(png, random)), what);
      case DAMAGED_JPEG -> answered(post(to, damaged(jpeg, random)), what);
      case LYING_JPEG -> refused(Set.of(413), post(to, lying), what);
      case PIXEL_BOMB -> refused(Set.of(413), post(to, pixelBomb), what);
      case TEXT_BOMB -> assertEquals(200, checked(post(to, textBomb), what).status(), what);
      case PASSES -> refused(Set.of(400), post(to, passes), what);
      case RANDOM_BYTES -> refused(Set.of(415), post(to, noise(random)), what);
      case EMPTY -> refused(Set.of(400), post(to, new byte[0]), what);
      case BLANK -> refused(Set.of(400), post(to, Pictures.blank(40, 30)), what);
      case OTHER_FORMAT -> refused(Set.of(415), post(to, Pictures.digit("gif", 9, 9, 1)), what);
      case TOO_LONG -> refused(Set.of(413), post(to, new byte[300_000]), what);
      case CHUNKED -> raw(Set.of(411), to, what, "Transfer-Encoding: chunked");
      case WITHOUT_LENGTH -> raw(Set.of(411), to, what);
      case ENDS_EARLY -> raw(Set.of(400), to, what, "Content-Length: 77");
      case HANGS_UP -> hangUp(to);
      case WRONG_METHOD -> {
        String method = random.nextBoolean() ? "PUT" : "DELETE";
        refused(Set.of(405), RawHttp.request(to, method, "/classify", png), what);
      }
      case WRONG_PATH -> refused(Set.of(404), RawHttp.request(to, "POST", "/x", png), what);
      case NO_HTTP -> noHttp(to, random, what);
      case STATUS -> {
        RawHttp.Response status = RawHttp.request(to, "GET", "/status", new byte[0]);
        assertEquals(200, checked(status, what).status(), what);
      }
    }
    return null;
  }

  private void right(InetSocketAddress to, int index, String what) throws IOException {
    right(post(to, honest.get(index).bytes()), honest.get(index).expected(), what);
  }

  private static void right(RawHttp.Response response, Prediction expected, String what) {
    assertEquals(200, checked(response, what).status(), what + response.body());
    JsonNode candidates = response.json().get("candidates");
    assertEquals(expected.candidates().size(), candidates.size(), what);
    for (int i = 0; i < candidates.size(); i++) {
      Prediction.Candidate candidate = expected.candidates().get(i);
      assertEquals(candidate.index(), candidates.get(i).get("index").intValue(), what);
      double probability = candidates.get(i).get("probability").doubleValue();
      assertEquals(candidate.probability(), probability, what);
    }
  }

  private void inPieces(InetSocketAddress to, SplittableRandom random, String what)
      throws IOException {
    Honest picture = honest.get(random.nextInt(HONEST_PICTURES));
    byte[] bytes = picture.bytes();
    try (RawHttp client = new RawHttp(to)) {
      client.send(RawHttp.head("POST", "/classify", "Content-Length: " + bytes.length));
      for (int at = 0; at < bytes.length; ) {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(bytes.length));
        client.send(Arrays.copyOfRange(bytes, at, end));
        at = end;
      }
      right(client.response(), picture.expected(), what);
    }
  }

  private static void raw(
      Set<Integer> expected, InetSocketAddress to, String what, String... header)
      throws IOException {
    try (RawHttp client = new RawHttp(to)) {
      client.send(RawHttp.head("POST", "/classify", header));
      client.endOfRequest();
      refused(expected, client.response(), what);
    }
  }

  private void hangUp(InetSocketAddress to) throws IOException {
    try (RawHttp client = new RawHttp(to)) {
      client.send(RawHttp.head("POST", "/classify", "Content-Length: " + png.length));
      client.send(Arrays.copyOf(png, png.length / 2));
    }
  }

  private static void noHttp(InetSocketAddress to, SplittableRandom random, String what)
      throws IOException {
    String[] lines = {
      "hello\r\n\r\n",
      "GET\r\n\r\n",
      "GET mailto:x HTTP/1.1\r\n\r\n",
      "GET /%zz HTTP/1.1\r\n\r\n",
      "POST /classify HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
      "POST /classify HTTP/1.1\r\nContent-Length: many\r\n\r\n"
    };
    try (RawHttp client = new RawHttp(to)) {
      String line = lines[random.nextInt(lines.length)];
      client.send(line.getBytes(StandardCharsets.US_ASCII));
      client.endOfRequest();
      RawHttp.Response response = client.response();
      assertTrue(Set.of(NOTHING, 400, 404).contains(response.status()), what + response);
      assertFalse(response.body().contains("\tat "), response.body());
    }
  }

  private static @org.jspecify.annotations.Nullable Void slowSender(InetSocketAddress to)
      throws IOException {
    try (RawHttp client = new RawHttp(to)) {
      client.send(RawHttp.head("POST", "/classify", "Content-Length: 1000"));
      client.send(new byte[3]);
      refused(Set.of(408), client.response(), "slow sender");
    }
    return null;
  }

  private static RawHttp.Response post(InetSocketAddress to, byte[] body) throws IOException {
    return RawHttp.post(to, body);
  }

  /** A changed byte may leave a picture that can be decoded. */
  private static void answered(RawHttp.Response response, String what) {
    if (checked(response, what).status() != 200) {
      refused(Set.of(400, 413, 415), response, what);
    }
  }

  private static void refused(Set<Integer> expected, RawHttp.Response response, String what) {
    int status = checked(response, what).status();
    assertTrue(expected.contains(status), what + ": " + response);
    assertEquals(status, response.json().get("status").intValue(), what);
    assertEquals(1, response.json().get("error").stringValue().lines().count(), what);
  }

  private static RawHttp.Response checked(RawHttp.Response response, String what) {
    assertFalse(response.body().contains("\\tat "), what + ": " + response);
    assertFalse(response.body().contains("Exception"), what + ": " + response);
    return response;
  }

  private static byte[] cut(byte[] picture, SplittableRandom random) {
    int end = picture.length - 60; // the last bytes of a PNG picture hold no pixels
    return Arrays.copyOf(picture, 1 + random.nextInt(end));
  }

  private static byte[] damaged(byte[] picture, SplittableRandom random) {
    byte[] copy = picture.clone();
    for (int i = 0; i < 3; i++) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt();
    }
    return copy;
  }

  private static byte[] noise(SplittableRandom random) {
    byte[] bytes = new byte[1 + random.nextInt(5000)];
    random.nextBytes(bytes);
    bytes[0] = 1; // no signature begins so
    return bytes;
  }
}
