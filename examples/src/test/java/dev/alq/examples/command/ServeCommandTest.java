package dev.alq.examples.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.data.SyntheticDigits;
import dev.alq.examples.Attempt;
import dev.alq.examples.ClassifyProgram;
import dev.alq.infer.InferenceSession;
import dev.alq.infer.Prediction;
import dev.alq.models.LeNet5;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as a command, and the program that does the same for one picture. */
class ServeCommandTest {

  @TempDir private static Path folder;

  @BeforeAll
  static void writeModelAndPicture() throws IOException {
    var origin = new Provenance("", "untrained", 1, "");
    var preprocessing = SyntheticDigits.preprocessing();
    PackedModelFile.write(
        Packer.pack(LeNet5.create(1), Map.of(), preprocessing, origin), file("model.alq"));
    SamplePicture.write(SyntheticDigits.of(1, 1), 0, file("digit.png"));
  }

  @Test
  void servesUntilItIsStopped() throws Exception {
    int port = freePort();
    FutureTask<Attempt> command =
        new FutureTask<>(() ->
            Attempt.in(
                folder, "serve", file("model.alq").toString(), "--port", "" + port, "--json"));
    Thread thread = Thread.ofPlatform().start(command);
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI url = URI.create("http://127.0.0.1:" + port + "/classify");
      var post =
          HttpRequest.newBuilder(url)
              .POST(HttpRequest.BodyPublishers.ofFile(file("digit.png")))
              .build();
      JsonNode answer = JsonMapper.shared().readTree(whenOpen(client, post, thread));
      try (InferenceSession session = InferenceSession.open(file("model.alq"))) {
        Prediction expected = ClassifyProgram.classify(session, file("digit.png"));
        assertEquals(3, answer.get("candidates").size());
        for (int i = 0; i < 3; i++) {
          JsonNode candidate = answer.get("candidates").get(i);
          assertEquals(expected.top(3).get(i).index(), candidate.get("index").intValue());
        }
      }
    }
    thread.interrupt();
    Attempt attempt = command.get(60, TimeUnit.SECONDS);
    assertEquals(0, attempt.exit(), attempt.err());
    assertEquals("http://127.0.0.1:" + port + "/", attempt.json().get("url").stringValue());
  }

  @Test
  void anInterruptEndsIt() {
    Attempt attempt =
        Attempt.interrupted(
            folder, "http://", "serve", file("model.alq").toString(), "--port", "0", "--json");
    assertEquals(0, attempt.exit(), attempt.err());
  }

  @Test
  void faultsAreOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "" + taken.getLocalPort();
      fails(1, "serve", file("model.alq").toString(), "--port", port);
    }
    fails(1, "serve", file("none.alq").toString());
    fails(1, "serve", file("digit.png").toString());
    fails(2, "serve", file("model.alq").toString(), "--port", "65536");
    fails(2, "serve", file("model.alq").toString(), "--max-body", "0");
    fails(2, "serve", file("model.alq").toString(), "--host", "no host");
  }

  private static void fails(int exit, String... args) {
    Attempt attempt = Attempt.in(folder, args);
    assertEquals(exit, attempt.exit(), attempt.err());
    assertEquals("", attempt.out());
    assertTrue(attempt.err().startsWith("alq: "), attempt.err());
    assertEquals(exit, attempt.err().lines().count(), attempt.err());
  }

  private static String whenOpen(HttpClient client, HttpRequest request, Thread server)
      throws Exception {
    while (true) {
      try {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return response.body();
      } catch (ConnectException e) {
        assertTrue(server.isAlive(), "the command ended");
        Thread.onSpinWait();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Path file(String name) {
    return folder.resolve(name);
  }
}
