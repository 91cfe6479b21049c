package dev.alq.bench;

import java.io.Serial;

/** Says that a peer cannot be measured here, and what would help. */
public final class AbsentPeerException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param reason what is missing
   * @param remedy what to install or do
   */
  public AbsentPeerException(String reason, String remedy) {
    super(reason + "; " + remedy);
  }
}
