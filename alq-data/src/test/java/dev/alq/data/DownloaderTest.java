package dev.alq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.alq.container.Hashes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownloaderTest {

  private static final byte[] CONTENT = new byte[100_000];
  private static final Duration LONG = Duration.ofSeconds(30);

  static {
    new Random(3).nextBytes(CONTENT);
  }

  @TempDir Path folder;
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  DownloaderTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serve() {
    handle("/good", exchange -> sendFrom(exchange, CONTENT));
    handle("/whole", exchange -> send(exchange, 200, CONTENT, CONTENT.length));
    handle("/half", exchange -> send(exchange, 200, CONTENT, CONTENT.length / 2));
    byte[] other = CONTENT.clone();
    other[7]++;
    handle("/other", exchange -> sendFrom(exchange, other));
    handle("/missing", exchange -> send(exchange, 404, new byte[] {1, 2}, 2));
    handle("/long", exchange -> send(exchange, 200, Arrays.copyOf(CONTENT, 200_000), 200_000));
    handle(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/good");
          send(exchange, 302, new byte[0], 0);
        });
    handle(
        "/silent",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 10);
          exchange.getResponseBody().flush();
          await();
        });
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    ended.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void await() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a server does with a request. */
  @FunctionalInterface
  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private void handle(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          List<String> ranges = exchange.getRequestHeaders().getOrDefault("Range", List.of());
          requests.add(path + String.join(",", ranges));
          try (exchange) {
            answer.to(exchange);
          }
        });
  }

  /** Sends the first bytes of what it announces. */
  private static void send(HttpExchange exchange, int status, byte[] body, int length)
      throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body, 0, length);
    exchange.getResponseBody().flush();
  }

  /** Sends the part that was asked for. */
  private static void sendFrom(HttpExchange exchange, byte[] content) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      send(exchange, 200, content, content.length);
    } else {
      int start = Integer.parseInt(range.replaceAll("\\D", ""));
      exchange
          .getResponseHeaders()
          .add("Content-Range", "bytes " + start + "-99999/" + content.length);
      byte[] rest = Arrays.copyOfRange(content, start, content.length);
      send(exchange, 206, rest, rest.length);
    }
  }

  private RemoteFile file(String... paths) {
    List<URI> addresses =
        Stream.of(paths)
            .map(path -> URI.create("http://localhost:" + server.getAddress().getPort() + path))
            .toList();
    String hash = HexFormat.of().formatHex(Hashes.newDigest().digest(CONTENT));
    return new RemoteFile("data.bin", CONTENT.length, hash, addresses);
  }

  private Downloader.Outcome fetch(Duration patience, String... paths) throws IOException {
    try (Downloader downloader = new Downloader(patience)) {
      return downloader.fetch(file(paths), folder, new Downloader.Listener() {});
    }
  }

  private void assertDownloaded(String... paths) throws IOException {
    assertEquals(Downloader.Outcome.DOWNLOADED, fetch(LONG, paths));
    assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("data.bin")));
    assertEquals(List.of("data.bin"), names());
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName() + "").sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void leavePart(int length) throws IOException {
    Files.write(folder.resolve("data.bin.part"), Arrays.copyOf(CONTENT, length));
  }

  @Test
  void theFirstAddressIsEnough() throws IOException {
    assertDownloaded("/good", "/other");
    assertEquals(List.of("/good"), requests);
  }

  @Test
  void redirectionsAreFollowed() throws IOException {
    assertDownloaded("/moved");
  }

  @Test
  void whatIsThereIsNotAskedFor() throws IOException {
    Files.write(folder.resolve("data.bin"), CONTENT);
    assertEquals(Downloader.Outcome.PRESENT, fetch(LONG, "/good"));
    assertEquals(List.of(), requests);
  }

  @Test
  void anotherFileOfThatNameStays() throws IOException {
    byte[] own = {1, 2, 3};
    Files.write(folder.resolve("data.bin"), own);
    DataFileException refusal = assertThrows(DataFileException.class, () -> fetch(LONG, "/good"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("move it away first"));
    assertArrayEquals(own, Files.readAllBytes(folder.resolve("data.bin")));
    assertEquals(List.of(), requests);
  }

  @Test
  void aPartIsContinued() throws IOException {
    leavePart(60_000);
    assertDownloaded("/good");
    assertEquals(List.of("/goodbytes=60000-"), requests);
  }

  @Test
  void aServerThatKnowsNoPartsSendsTheWhole() throws IOException {
    leavePart(60_000);
    assertDownloaded("/whole");
  }

  @Test
  void aPartThatIsWrongIsThrownAway() throws IOException {
    byte[] wrong = new byte[500];
    Files.write(folder.resolve("data.bin.part"), wrong);
    assertDownloaded("/good");
    assertEquals(List.of("/goodbytes=500-", "/good"), requests);
    Files.delete(folder.resolve("data.bin"));
    leavePart(CONTENT.length);
    assertDownloaded("/good");
    assertEquals(2, requests.size(), "a part that is the whole needs no request");
    Files.delete(folder.resolve("data.bin"));
    Files.write(folder.resolve("data.bin.part"), new byte[CONTENT.length + 1]);
    assertDownloaded("/good");
  }

  @Test
  void anotherAddressGoesOnWhereOneBreaksOff() throws IOException {
    assertDownloaded("/half", "/good");
    assertEquals(List.of("/half", "/goodbytes=50000-"), requests);
  }

  @Test
  void faultyAddressesAreLeftForTheNext() throws IOException {
    assertDownloaded("/missing", "/other", "/long", "/good");
  }

  @Test
  void aSilentServerIsLeft() throws IOException {
    DownloadException failure =
        assertThrows(DownloadException.class, () -> fetch(Duration.ofSeconds(1), "/silent"));
    assertTrue(String.valueOf(failure.getMessage()).contains("silent for 1 s"));
    assertEquals(List.of("data.bin.part"), names());
    assertArrayEquals(
        Arrays.copyOf(CONTENT, 10), Files.readAllBytes(folder.resolve("data.bin.part")));
  }

  @Test
  void aSecondDownloadAtTheSameTimeIsRefused() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    handle(
        "/slow",
        exchange -> {
          begun.countDown();
          await();
          sendFrom(exchange, CONTENT);
        });
    Future<Downloader.Outcome> first = threads.submit(() -> fetch(LONG, "/slow"));
    begun.await();
    DataFileException refusal = assertThrows(DataFileException.class, () -> fetch(LONG, "/good"));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("data.bin: is being downloaded already"), message);
    ended.countDown();
    assertEquals(Downloader.Outcome.DOWNLOADED, first.get());
    assertEquals(List.of("data.bin"), names());
    assertEquals(List.of("/slow"), requests);
  }

  /** As of a process that was killed. */
  @Test
  void aLockThatNobodyHoldsIsTaken() throws IOException {
    Files.createFile(folder.resolve("data.bin.lock"));
    assertDownloaded("/good");
  }

  @Test
  void withoutANetworkItSaysWhereToPutTheFile() {
    server.stop(0);
    DownloadException failure =
        assertThrows(DownloadException.class, () -> fetch(LONG, "/good", "/whole"));
    String message = String.valueOf(failure.getMessage());
    assertTrue(
        message.startsWith(
            "data.bin cannot be downloaded; put it into " + folder + " by hand (100000 bytes, "),
        message);
    assertTrue(message.contains("/good cannot be reached") && message.contains("; http"), message);
    assertFalse(Files.exists(folder.resolve("data.bin")));
  }

  @Test
  void theKnownFilesAreThoseThatAreRead() {
    assertEquals(4, RemoteData.MNIST.files().size());
    RemoteFile archive = RemoteData.CIFAR10.files().getFirst();
    assertEquals(Cifar10.ARCHIVE, archive.name());
    assertEquals(
        URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
        archive.addresses().getFirst());
    assertThrows(
        IllegalArgumentException.class,
        () -> new RemoteFile("../x", 1, archive.sha256(), archive.addresses()));
  }
}
