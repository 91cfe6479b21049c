package dev.alq.examples.service;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Decodes and classifies on as many threads as there are processors, whatever the number of
 * clients: so many pictures at most are in memory at once.
 */
final class Classifying implements AutoCloseable {

  private final PictureClassifier classifier;
  private final ThreadPoolExecutor threads;

  Classifying(PictureClassifier classifier, int waiting) {
    this.classifier = classifier;
    int processors = Runtime.getRuntime().availableProcessors();
    this.threads =
        new ThreadPoolExecutor(
            processors,
            processors,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            Thread.ofPlatform().name("alq-classify-", 1).daemon().factory());
  }

  /**
   * Classifies a picture.
   *
   * @param deadline when the answer must be there, as {@link System#nanoTime()} counts
   * @throws Refusal if the bytes are no picture that can be classified, or there is no time left
   * @throws InterruptedException if the service is told to stop
   */
  PictureClassifier.Classification classify(byte[] bytes, long deadline)
      throws Refusal, InterruptedException {
    classifier.check(bytes);
    Future<PictureClassifier.Classification> answer;
    try {
      answer = threads.submit(() -> classifier.classify(bytes));
    } catch (RejectedExecutionException e) {
      throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "too many requests");
    }
    try {
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "no time to classify the picture");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits for the pictures under way; those that wait are left. */
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
