package dev.alq.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response, piece by piece, with an end to patience: a stream of the HTTP client
 * would wait for ever for a server that says nothing more. One piece is asked for at a time, so a
 * fast sender fills no memory.
 */
final class HttpBody implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

  /** What the sender's side did. */
  private sealed interface Event {
    record Piece(List<ByteBuffer> buffers) implements Event {}

    record End() implements Event {}

    record Fault(Throwable cause) implements Event {}
  }

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Duration patience;
  private volatile Flow.@Nullable Subscription subscription;

  HttpBody(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription = begun;
    begun.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    events.add(new Event.Piece(buffers));
  }

  @Override
  public void onError(Throwable fault) {
    events.add(new Event.Fault(fault));
  }

  @Override
  public void onComplete() {
    events.add(new Event.End());
  }

  /**
   * Waits for the next piece.
   *
   * @return the bytes; empty at the end
   * @throws FaultyAddressException if the sender breaks off or says nothing for too long
   * @throws InterruptedIOException if the thread is interrupted
   */
  Optional<List<ByteBuffer>> next() throws IOException {
    Event event;
    try {
      event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    return switch (event) {
      case null ->
          throw new FaultyAddressException("silent for " + patience.toSeconds() + " s", null);
      case Event.Piece(List<ByteBuffer> buffers) -> {
        Flow.Subscription begun = subscription;
        if (begun != null) {
          begun.request(1);
        }
        yield Optional.of(buffers);
      }
      case Event.End _ -> Optional.empty();
      case Event.Fault(Throwable cause) ->
          throw new FaultyAddressException("breaks off (" + cause.getMessage() + ")", cause);
    };
  }

  /** Tells the sender that nothing more is wanted. */
  @Override
  public void close() {
    Flow.Subscription begun = subscription;
    if (begun != null) {
      begun.cancel();
    }
  }
}
