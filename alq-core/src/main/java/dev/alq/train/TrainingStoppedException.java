package dev.alq.train;

/** Training was asked to stop and did so between two batches, after handing out its state. */
public final class TrainingStoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Position position;

  TrainingStoppedException(Position position) {
    super("training was stopped before " + position);
    this.position = position;
  }

  /**
   * Where the run goes on.
   *
   * @return the batch that comes next
   */
  public Position position() {
    return position;
  }
}
