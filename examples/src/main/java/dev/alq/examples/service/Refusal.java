package dev.alq.examples.service;

import java.io.Serial;

/** A request is not served; the message is what its client reads. */
final class Refusal extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final HttpStatus status;

  Refusal(HttpStatus status, String message) {
    super(message);
    this.status = status;
  }

  HttpStatus status() {
    return status;
  }
}
