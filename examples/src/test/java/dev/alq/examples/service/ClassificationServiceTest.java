package dev.alq.examples.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

class ClassificationServiceTest {

  private static final ServiceLimits LIMITS =
      new ServiceLimits(200_000, 250_000, Duration.ofSeconds(20), 8);

  private static RunningService running;

  @BeforeAll
  static void start() throws IOException {
    running = new RunningService(LIMITS);
  }

  @AfterAll
  static void end() {
    running.close();
  }

  private static RawHttp.Response refused(int status, byte[] body) throws IOException {
    return refused(status, RawHttp.post(running.address(), body));
  }

  private static RawHttp.Response refused(int status, RawHttp.Response response) {
    assertEquals(status, response.status(), response.body());
    assertEquals(status, response.json().get("status").intValue());
    String error = response.json().get("error").stringValue();
    assertTrue(!error.isEmpty() && error.lines().count() == 1, error);
    assertTrue(response.head().contains("application/json"), response.head());
    return response;
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg"})
  void anAnswerNamesTheClassesInTheirOrder(String format) throws IOException {
    RawHttp.Response response = RawHttp.post(running.address(), Pictures.digit(format, 70, 90, 3));
    assertEquals(200, response.status(), response.body());
    JsonNode answer = response.json();
    assertEquals(10, answer.get("candidates").size());
    double sum = 0;
    double before = 1;
    for (JsonNode candidate : answer.get("candidates")) {
      double probability = candidate.get("probability").doubleValue();
      assertTrue(probability <= before, response.body());
      assertEquals(candidate.get("index").toString(), candidate.get("name").stringValue());
      sum += probability;
      before = probability;
    }
    assertEquals(1, sum, 1e-9);
    assertEquals("DARK_ON_LIGHT", answer.get("ink").stringValue());
    assertEquals("CENTRED", answer.get("placement").stringValue());
  }

  @Test
  void pathsAndMethodsAreTheDocumentedOnes() throws IOException {
    byte[] png = Pictures.digit("png", 40, 40, 1);
    for (String path : new String[] {"/", "/classify/", "/classify/7", "/Status", "/%2e%2e/etc"}) {
      refused(404, RawHttp.request(running.address(), "POST", path, png));
    }
    for (String method : new String[] {"GET", "PUT", "DELETE", "OPTIONS", "TRACE", "post"}) {
      RawHttp.Response wrong = RawHttp.request(running.address(), method, "/classify", png);
      assertTrue(refused(405, wrong).head().contains("Allow: POST"), wrong.head());
    }
    RawHttp.Response posted = RawHttp.request(running.address(), "POST", "/status", png);
    assertTrue(refused(405, posted).head().contains("Allow: GET"), posted.head());
    RawHttp.Response head = RawHttp.request(running.address(), "HEAD", "/classify", new byte[0]);
    assertEquals(405, head.status());
    assertEquals("", head.body());
    byte[] query = RawHttp.head("POST", "/classify?x=%00", "Content-Length: " + png.length);
    try (RawHttp client = new RawHttp(running.address())) {
      client.send(query);
      client.send(png);
      assertEquals(200, client.response().status());
    }
  }

  @Test
  void whatIsNoPngOrJpegPictureIsUnsupported() throws IOException {
    refused(415, "hello, world".getBytes(StandardCharsets.UTF_8));
    refused(415, new byte[1]);
    refused(415, Pictures.digit("gif", 40, 40, 1));
    refused(415, Pictures.digit("bmp", 40, 40, 1));
  }

  @Test
  void damagedAndBlankPicturesAreBadRequests() throws IOException {
    byte[] jpeg = Pictures.digit("jpeg", 70, 90, 3);
    refused(400, Arrays.copyOf(jpeg, jpeg.length / 2));
    refused(400, Arrays.copyOf(Pictures.digit("png", 70, 90, 3), 200));
    refused(400, Pictures.lyingJpeg(400, 400));
    assertTrue(refused(400, Pictures.blank(50, 50)).body().contains("no ink"));
    assertTrue(refused(400, Pictures.jpegOfPasses(500)).body().contains("passes"));
    assertTrue(refused(400, new byte[0]).body().contains("empty"));
  }

  @Test
  void tooManyPixelsAreRefusedByTheHeader() throws IOException {
    String error = refused(413, Pictures.lyingJpeg(60_000, 60_000)).body();
    assertTrue(error.contains("60000 by 60000 pixels, more than 250000"), error);
    refused(413, Pictures.pixelBomb(4_000, 4_000));
    assertEquals(200, RawHttp.post(running.address(), Pictures.textBomb()).status());
  }

  @Test
  void aBodyMustStateItsLengthAndKeepTheLimit() throws IOException {
    refused(413, new byte[200_001]);
    try (RawHttp client = new RawHttp(running.address())) {
      client.send(RawHttp.head("POST", "/classify", "Content-Length: " + Long.MAX_VALUE));
      client.endOfRequest();
      refused(413, client.response());
    }
    try (RawHttp client = new RawHttp(running.address())) {
      client.send(RawHttp.head("POST", "/classify", "Transfer-Encoding: chunked"));
      client.send("1\r\nx\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      refused(411, client.response());
    }
    try (RawHttp client = new RawHttp(running.address())) {
      client.send(RawHttp.head("POST", "/classify"));
      refused(411, client.response());
    }
    try (RawHttp client = new RawHttp(running.address())) {
      client.send(RawHttp.head("POST", "/classify", "Content-Length: 9"));
      client.send(new byte[5]);
      client.endOfRequest();
      refused(400, client.response());
    }
  }

  @Test
  void moreRequestsThanTheLimitAreToldToComeAgain() throws IOException {
    ServiceLimits oneAtATime = new ServiceLimits(200_000, 250_000, Duration.ofSeconds(60), 1);
    try (RunningService narrow = new RunningService(oneAtATime);
        RawHttp slow = new RawHttp(narrow.address())) {
      slow.send(RawHttp.head("POST", "/classify", "Content-Length: 1"));
      awaitOneUnderWay(narrow.address());
      RawHttp.Response busy = refused(503, RawHttp.post(narrow.address(), new byte[1]));
      assertTrue(busy.head().contains("Retry-after: 1"), busy.head());
      assertEquals(200, RawHttp.request(narrow.address(), "GET", "/status", new byte[0]).status());
      slow.send(new byte[1]);
      refused(415, slow.response());
      refused(415, RawHttp.post(narrow.address(), new byte[1]));
    }
  }

  /** Asks without taking a place: a request that takes one could come before the one awaited. */
  private static void awaitOneUnderWay(InetSocketAddress address) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
    int underWay = underWay(address);
    while (underWay == 0 && System.nanoTime() < end) {
      underWay = underWay(address);
    }
    assertEquals(1, underWay);
  }

  private static int underWay(InetSocketAddress address) throws IOException {
    return RawHttp.request(address, "GET", "/status", new byte[0])
        .json()
        .get("underWay")
        .intValue();
  }

  @Test
  void aSlowSenderIsToldSoAndLosesItsPlace() throws IOException {
    ServiceLimits impatient = new ServiceLimits(200_000, 250_000, Duration.ofSeconds(1), 1);
    try (RunningService narrow = new RunningService(impatient);
        RawHttp slow = new RawHttp(narrow.address())) {
      slow.send(RawHttp.head("POST", "/classify", "Content-Length: 1000"));
      slow.send(new byte[10]);
      refused(408, slow.response());
      refused(415, RawHttp.post(narrow.address(), new byte[1]));
    }
  }

  @Test
  void faultsOfTheServiceAreNotTheClientsToRead() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(ClassificationService.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
    try (RunningService broken = new RunningService(LIMITS)) {
      broken.ownSession().close();
      RawHttp.Response response = RawHttp.post(broken.address(), Pictures.digit("png", 40, 40, 1));
      refused(500, response);
      assertFalse(response.body().contains("session"), response.body());
      assertFalse(response.body().contains("Exception"), response.body());
      assertTrue(
          log.list.getFirst().getThrowableProxy().getCause().getMessage().contains("closed"));
    } finally {
      logger.setAdditive(true);
      logger.detachAppender(log);
    }
  }

  @Test
  void theStatusTellsAnswersLatencyAndMemory() throws IOException {
    try (RunningService fresh = new RunningService(LIMITS)) {
      for (int i = 0; i < 3; i++) {
        RawHttp.post(fresh.address(), Pictures.digit("png", 40, 40, i));
      }
      RawHttp.post(fresh.address(), new byte[1]);
      JsonNode status = RawHttp.request(fresh.address(), "GET", "/status", new byte[0]).json();
      assertEquals(3, status.get("answers").get("200").intValue());
      assertEquals(1, status.get("answers").get("415").intValue());
      assertEquals(0, status.get("underWay").intValue());
      JsonNode times = status.get("requestMillis");
      assertEquals(3, times.get("count").intValue());
      assertEquals(3, status.get("networkMillis").get("count").intValue());
      double median = times.get("median").doubleValue();
      double longest = times.get("longest").doubleValue();
      assertTrue(0 < median && median <= longest, times.toString());
      assertTrue(status.get("networkMillis").get("median").doubleValue() <= longest);
      JsonNode memory = status.get("memoryBytes");
      assertTrue(memory.get("heapUsed").longValue() > 0, memory.toString());
      assertTrue(memory.get("heapUsed").longValue() <= memory.get("heapLimit").longValue());
    }
  }

  @Test
  void closingAnswersWhatIsUnderWayAndNothingElse() throws Exception {
    RunningService closing = new RunningService(LIMITS);
    InetSocketAddress address = closing.address();
    byte[] png = Pictures.digit("png", 40, 40, 1);
    try (RawHttp early = new RawHttp(address)) {
      early.send(RawHttp.head("POST", "/classify", "Content-Length: " + png.length));
      early.send(Arrays.copyOf(png, png.length - 1));
      awaitOneUnderWay(address);
      CompletableFuture<Void> closed = CompletableFuture.runAsync(closing::stop);
      while (isOpen(address)) {
        Thread.onSpinWait();
      }
      assertFalse(closed.isDone());
      early.send(Arrays.copyOfRange(png, png.length - 1, png.length));
      assertEquals(200, early.response().status());
      closed.get(60, TimeUnit.SECONDS);
    }
    closing.close();
  }

  @Test
  void closingDoesNotWaitForClientsThatHungUp() throws Exception {
    ServiceLimits patient = new ServiceLimits(200_000, 250_000, Duration.ofMinutes(10), 8);
    RunningService closing = new RunningService(patient);
    byte[] png = Pictures.digit("png", 40, 40, 1);
    for (int i = 0; i < 200; i++) {
      try (RawHttp client = new RawHttp(closing.address())) {
        client.send(RawHttp.head("POST", "/classify", "Content-Length: " + png.length));
        client.send(Arrays.copyOf(png, png.length / 2));
      }
    }
    CompletableFuture.runAsync(closing::stop).get(120, TimeUnit.SECONDS);
    closing.close();
  }

  @Test
  void aPortInUseIsAnOrdinaryException() {
    assertThrows(
        IOException.class,
        () -> ClassificationService.start(running.ownSession(), running.address(), 3, LIMITS));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ClassificationService.start(
                running.ownSession(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                0,
                LIMITS));
  }

  @Test
  void limitsMustBePositive() {
    Duration second = Duration.ofSeconds(1);
    assertThrows(IllegalArgumentException.class, () -> new ServiceLimits(0, 1, second, 1));
    assertThrows(IllegalArgumentException.class, () -> new ServiceLimits(1, 0, second, 1));
    assertThrows(IllegalArgumentException.class, () -> new ServiceLimits(1, 1, second, 0));
    assertThrows(IllegalArgumentException.class, () -> new ServiceLimits(1, 1, Duration.ZERO, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new ServiceLimits(1, 1, Duration.ofDays(1), 1));
  }

  private static boolean isOpen(InetSocketAddress address) throws IOException {
    try (RawHttp _ = new RawHttp(address)) {
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }
}
