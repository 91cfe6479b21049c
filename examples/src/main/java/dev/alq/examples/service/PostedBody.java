package dev.alq.examples.service;

import com.sun.net.httpserver.HttpExchange;
import java.io.InputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, read by a thread of its own: a read cannot be given a time limit, and
 * interrupting it closes the connection, which must not happen before a slow sender has its answer.
 * To be closed after the answer was sent.
 */
final class PostedBody implements AutoCloseable {

  private static final String LENGTH = "Content-Length";
  private static final String ENCODING = "Transfer-Encoding";

  /** How long the rest of a refused body is received, so that its sender comes to the answer. */
  private static final long LINGERING_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final HttpExchange exchange;
  private final int limit;
  private final long deadline;
  private @Nullable Thread reader;

  /**
   * Looks at the body of a request.
   *
   * @param limit the most bytes that are read
   * @param deadline when reading must be over, as {@link System#nanoTime()} counts
   */
  PostedBody(HttpExchange exchange, int limit, long deadline) {
    this.exchange = exchange;
    this.limit = limit;
    this.deadline = deadline;
  }

  /**
   * Reads all of it.
   *
   * @return the bytes, at least one
   * @throws Refusal if the length is not stated, none or too large, or the bytes do not come in
   *     time
   * @throws InterruptedException if the service is told to stop
   */
  byte[] read() throws Refusal, InterruptedException {
    long length = statedLength();
    if (length == 0) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "the body is empty; post a PNG or JPEG picture");
    }
    if (length > limit) {
      throw new Refusal(
          HttpStatus.CONTENT_TOO_LARGE, "a body of " + length + " bytes, more than " + limit);
    }
    InputStream body = exchange.getRequestBody();
    try {
      return inOwnThread(() -> body.readNBytes((int) length), deadline);
    } catch (ExecutionException e) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "the body ends before its " + length + " bytes");
    } catch (TimeoutException e) {
      throw new Refusal(HttpStatus.REQUEST_TIMEOUT, "the body did not come in time");
    }
  }

  /** Receives what a client still sends, up to the limit, and drops it. */
  void drop() throws InterruptedException {
    if (reader != null) {
      return; // it has read, or never will
    }
    InputStream body = exchange.getRequestBody();
    try {
      inOwnThread(
          () -> {
            body.skipNBytes(limit);
            return limit;
          },
          System.nanoTime() + LINGERING_NANOS);
    } catch (ExecutionException | TimeoutException e) {
      // The body has ended, as it should, or its sender had its time.
    }
  }

  /** Ends a reading that is still under way, and with it the connection. */
  @Override
  public void close() {
    if (reader != null) {
      reader.interrupt();
    }
  }

  private long statedLength() throws Refusal {
    String length = exchange.getRequestHeaders().getFirst(LENGTH);
    if (length == null || exchange.getRequestHeaders().containsKey(ENCODING)) {
      throw new Refusal(HttpStatus.LENGTH_REQUIRED, "the request must state its " + LENGTH);
    }
    return Long.parseLong(length); // the server has refused what is no number
  }

  private <T> T inOwnThread(Callable<T> work, long end)
      throws ExecutionException, TimeoutException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(work);
    reader = Thread.startVirtualThread(task);
    return task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
  }
}
