package dev.alq.dataset;

import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a data set. A thread reads ahead into a ring of a few batches that are used again
 * and again, so a batch and its arrays are valid until the next call of {@link #next()} only. Where
 * a data set asks for several {@link Dataset#readers}, others help it; none of them belongs to a
 * shared pool. The threads end with the last batch, with a failure, or with {@link #close()}.
 *
 * <p>For one consumer: methods are not to be called by several threads at once.
 */
public final class Epoch implements Iterator<Batch>, AutoCloseable {

  /** One batch at the consumer, one ready, one being filled. */
  private static final int RING = 3;

  /** What the reader hands over. */
  private sealed interface Delivery {}

  private record Ready(Batch batch) implements Delivery {}

  private record Failed(Throwable cause) implements Delivery {
    /** Throws an error, returns an exception to throw; a data set declares no checked one. */
    RuntimeException unchecked() {
      return switch (cause) {
        case Error error -> throw error;
        case RuntimeException exception -> exception;
        default -> new IllegalStateException("reading ahead failed", cause);
      };
    }
  }

  /** What the reader is given: memory to fill, or the wish that it stops. */
  private sealed interface Order {}

  private record Fill(Batch batch) implements Order {}

  private record Stop() implements Order {}

  private final Dataset data;
  private final int[] order;
  private final int batchSize;
  private final long seed;
  private final int epoch;
  private final int batches;
  private final int firstBatch;

  // Unbounded, but never longer than the ring plus one word of ending: only take() ever waits.
  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
  private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
  private final Thread reader;

  private volatile boolean closed;
  private int delivered;
  private @Nullable Batch lent;
  private @Nullable Failed failure;

  /** All batches but the last have {@code batchSize} images. */
  Epoch(
      Dataset data, int[] order, int batchSize, int batches, long seed, int epoch, int firstBatch) {
    this.data = data;
    this.order = order;
    this.batchSize = Math.min(batchSize, Math.max(1, order.length));
    this.seed = seed;
    this.epoch = epoch;
    this.batches = batches;
    this.firstBatch = firstBatch;
    this.delivered = firstBatch;
    for (int i = 0; i < Math.min(RING, batches - firstBatch); i++) {
      orders.add(new Fill(memory(this.batchSize)));
    }
    this.reader = Thread.ofPlatform().daemon().name("alq-data-loader").unstarted(this::readAll);
    this.reader.start();
  }

  /**
   * Whether the epoch has another batch. After a failure the answer stays {@code true}, so that
   * half an epoch cannot pass for a whole one.
   *
   * @return {@code false} after the last batch and after {@link #close()}
   */
  @Override
  public boolean hasNext() {
    return !closed && delivered < batches;
  }

  /**
   * The next batch; waits until it is read. The batch before it becomes invalid.
   *
   * @return a batch, valid until the next call
   * @throws NoSuchElementException after the last batch
   * @throws IllegalStateException if the epoch is closed
   * @throws CancellationException if the calling thread is interrupted; its interrupt status is
   *     kept
   */
  @Override
  public Batch next() {
    if (closed) {
      throw new IllegalStateException("this epoch is closed");
    }
    if (delivered == batches) {
      throw new NoSuchElementException("all " + batches + " batches are delivered");
    }
    if (failure != null) {
      throw failure.unchecked();
    }
    Batch returned = lent;
    if (returned != null) {
      lent = null;
      orders.add(new Fill(returned));
    }
    return switch (awaitDelivery()) {
      case Ready ready -> {
        delivered++;
        lent = ready.batch();
        yield ready.batch();
      }
      case Failed failed -> {
        failure = failed;
        throw failed.unchecked();
      }
    };
  }

  /**
   * Ends the epoch and its thread, waiting for the image that is being read. Closing again does
   * nothing.
   */
  @Override
  public void close() {
    closed = true;
    // No interrupt: it would close a file channel that the data set may be reading from.
    orders.add(new Stop());
    boolean interrupted = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Delivery awaitDelivery() {
    try {
      return deliveries.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("interrupted while waiting for batch " + delivered);
      cancelled.initCause(e);
      throw cancelled;
    }
  }

  private Batch memory(int images) {
    Shape image = data.imageShape();
    Shape shape = Shape.of(images, image.dimension(0), image.dimension(1), image.dimension(2));
    return new Batch(Tensor.zeros(shape), new int[images]);
  }

  private void readAll() {
    try (ReaderPool readers = new ReaderPool(Math.min(data.readers(), batchSize))) {
      for (int batch = firstBatch; batch < batches; batch++) {
        switch (orders.take()) {
          case Stop _ -> {
            return;
          }
          case Fill(Batch memory) -> {
            int first = batch * batchSize;
            int images = batch == batches - 1 ? order.length - first : batchSize;
            Batch filled = images == memory.size() ? memory : memory(images);
            fill(readers, filled, first);
            deliveries.add(new Ready(filled));
          }
        }
      }
    } catch (Throwable e) { // whatever it is belongs to the caller of next(), errors included
      deliveries.add(new Failed(e));
    }
  }

  private void fill(ReaderPool readers, Batch batch, int first) throws Throwable {
    float[] target = batch.images().data();
    int stride = data.imageShape().size();
    readers.forEach(
        batch.size(),
        i -> {
          if (!closed) {
            int index = order[first + i];
            batch.labels()[i] = data.label(index);
            data.image(index, Seeds.derive(seed, epoch, index), target, i * stride);
          }
        });
  }
}
