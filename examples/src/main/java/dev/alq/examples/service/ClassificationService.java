package dev.alq.examples.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.alq.infer.InferenceSession;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Classifies pictures over HTTP. {@code POST /classify} takes a PNG or JPEG picture as its body;
 * {@code GET /status} tells what was answered, how fast, and the memory of the process. Every
 * answer is a JSON object; what goes wrong is {@code {"status": …, "error": …}} and never more than
 * one sentence.
 *
 * <p>A request that is malformed as HTTP is refused by the JDK's server, in its own words.
 */
public final class ClassificationService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClassificationService.class);

  private static final String CLASSIFY = "/classify";
  private static final String STATUS = "/status";

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

  /** The least time for the headers of a request, as the server counts by itself. */
  private static final long HEADER_SECONDS = 60;

  private final ServiceLimits limits;
  private final HttpServer server;
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
  private final Classifying classifying;
  private final Semaphore free;
  private final ServiceStatus status;

  /**
   * The body of an answer that is no classification.
   *
   * @param status the code
   * @param error what is wrong, for the client's reader
   */
  record Fault(int status, String error) {}

  /**
   * An answer before it is sent.
   *
   * @param status its code
   * @param body becomes the JSON object
   */
  private record Answer(HttpStatus status, Record body) {
    static Answer refusing(Refusal refusal) {
      HttpStatus status = refusal.status();
      return new Answer(status, new Fault(status.code(), String.valueOf(refusal.getMessage())));
    }
  }

  private ClassificationService(
      HttpServer server, InferenceSession session, int candidates, ServiceLimits limits) {
    this.server = server;
    this.classifying =
        new Classifying(
            new PictureClassifier(session, limits.pixels(), candidates), limits.requests());
    this.limits = limits;
    this.free = new Semaphore(limits.requests());
    this.status = new ServiceStatus(session, () -> limits.requests() - free.availablePermits());
  }

  /**
   * Starts to listen. What the JDK's server only takes from system properties (how long a client
   * may take for its headers) is set from the limits, unless the property has a value already; the
   * first server of a process decides.
   *
   * @param session classifies; for gray or colour pictures; stays open when the service is closed
   * @param address where to listen; port 0 for any free one
   * @param candidates how many classes an answer names, at least 1
   * @param limits what one client may cost
   * @return the running service, to be closed by the caller
   * @throws IOException if the address is taken or cannot be listened at
   * @throws IllegalArgumentException if {@code candidates} is less than 1, or the session's images
   *     have neither 1 nor 3 channels
   */
  public static ClassificationService start(
      InferenceSession session, InetSocketAddress address, int candidates, ServiceLimits limits)
      throws IOException {
    int channels = session.facts().preprocessing().channels();
    if (candidates < 1 || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          candidates + " candidates for pictures of " + channels + " channels");
    }
    prefer(
        "sun.net.httpserver.maxReqTime",
        Math.max(HEADER_SECONDS, 2 * limits.time().toSeconds())); // a late body has an answer first
    // No limit of connections: the server goes on to count some that clients broke off.
    prefer("sun.net.httpserver.nodelay", "true");
    HttpServer server = HttpServer.create(address, 0);
    var service = new ClassificationService(server, session, candidates, limits);
    server.createContext("/", service::handle);
    server.setExecutor(service.handlers);
    server.start();
    return service;
  }

  /**
   * Where the service listens.
   *
   * @return address and port
   */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Takes no more requests, waits for those under way as long as one may take, and ends. */
  @Override
  public void close() {
    int seconds = Math.toIntExact(limits.time().toSeconds() + 1);
    Thread ending = Thread.ofVirtual().start(() -> server.stop(seconds)); // listens no more
    handlers.shutdown();
    try {
      handlers.awaitTermination(seconds, TimeUnit.SECONDS);
      ending.interrupt(); // it would wait on for requests that clients broke off
      ending.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    handlers.shutdownNow();
    handlers.close();
    classifying.close();
  }

  private static void prefer(String property, Object value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value.toString());
    }
  }

  private void handle(HttpExchange exchange) {
    long arrival = System.nanoTime();
    long deadline = arrival + limits.time().toNanos();
    try (exchange;
        PostedBody body = new PostedBody(exchange, limits.bodyBytes(), deadline)) {
      Answer answer = answer(exchange, body, deadline);
      status.answered(answer.status());
      send(exchange, answer);
      if (answer.body() instanceof PictureClassifier.Classification) {
        status.classified(System.nanoTime() - arrival);
      } else {
        body.drop();
      }
    } catch (IOException e) {
      LOG.debug("a client went away", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answer(HttpExchange exchange, PostedBody body, long deadline)
      throws InterruptedException {
    try {
      return switch (exchange.getRequestURI().getPath()) {
        case CLASSIFY -> {
          requireMethod(exchange, "POST");
          yield new Answer(HttpStatus.OK, classification(body, deadline));
        }
        case STATUS -> {
          requireMethod(exchange, "GET");
          yield new Answer(HttpStatus.OK, status.report());
        }
        default ->
            throw new Refusal(
                HttpStatus.NOT_FOUND, "there are only POST " + CLASSIFY + " and GET " + STATUS);
      };
    } catch (Refusal refusal) {
      return Answer.refusing(refusal);
    } catch (RuntimeException | Error e) { // the client must not see more than that
      LOG.error("a request failed", e);
      return Answer.refusing(
          new Refusal(HttpStatus.INTERNAL_SERVER_ERROR, "the service failed; its log says why"));
    }
  }

  private PictureClassifier.Classification classification(PostedBody body, long deadline)
      throws Refusal, InterruptedException {
    if (!free.tryAcquire()) {
      throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "too many requests");
    }
    try {
      return classifying.classify(body.read(), deadline);
    } finally {
      free.release();
    }
  }

  private static void requireMethod(HttpExchange exchange, String method) throws Refusal {
    if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method);
      throw new Refusal(
          HttpStatus.METHOD_NOT_ALLOWED,
          exchange.getRequestURI().getPath() + " takes " + method + " only");
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    headers.set("Cache-Control", "no-store");
    if (answer.status() != HttpStatus.OK) {
      headers.set("Connection", "close"); // what is left of the body is no next request
    }
    if (answer.status() == HttpStatus.SERVICE_UNAVAILABLE) {
      headers.set("Retry-After", "1");
    }
    byte[] json = JSON.writeValueAsBytes(answer.body());
    boolean headersOnly = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status().code(), headersOnly ? -1 : json.length);
    if (!headersOnly) {
      exchange.getResponseBody().write(json);
    }
    exchange.getResponseBody().flush();
  }
}
