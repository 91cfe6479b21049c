package dev.alq.examples.console;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and SIGTERM. They end the process at once, except while something is running that wants to
 * come to a good end first.
 */
public final class Interrupts {

  private final CountDownLatch commandEnded = new CountDownLatch(1);
  private final PrintWriter err;
  private @Nullable Runnable stop;
  private String farewell = "";

  /** Something that is not to be cut off, until it is closed. */
  public interface Protected extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * No signals: {@link #interrupt} alone interrupts.
   *
   * @param err where to say that it takes a moment
   */
  public Interrupts(PrintWriter err) {
    this.err = err;
  }

  /**
   * The signals of this process.
   *
   * @param err where to say that it takes a moment
   * @return what the process is asked by
   */
  public static Interrupts ofProcess(PrintWriter err) {
    Interrupts interrupts = new Interrupts(err);
    Runtime.getRuntime().addShutdownHook(new Thread(interrupts::endProcess, "interrupts"));
    return interrupts;
  }

  /**
   * Begins something that is not to be cut off.
   *
   * @param notice what the user reads when it is asked to end
   * @param request asks it to come to its end; called by any thread
   * @return to be closed when it has ended
   */
  public synchronized Protected during(String notice, Runnable request) {
    farewell = notice;
    stop = request;
    return this::nothingToProtect;
  }

  private synchronized void nothingToProtect() {
    stop = null;
  }

  /**
   * Asks what is not to be cut off to end, if there is such a thing.
   *
   * @return whether there is
   */
  public synchronized boolean interrupt() {
    if (stop == null) {
      return false;
    }
    err.println(farewell);
    err.flush();
    stop.run();
    return true;
  }

  /** The command has ended and said all that it had to say. */
  public void commandHasEnded() {
    commandEnded.countDown();
  }

  /** Runs when the process is about to end; it does when this returns. */
  private void endProcess() {
    if (interrupt()) {
      try {
        commandEnded.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
