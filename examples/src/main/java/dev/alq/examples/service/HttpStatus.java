package dev.alq.examples.service;

/** The answers that the service gives. */
enum HttpStatus {
  OK(200),
  /** The picture is damaged, or nothing is to be seen on it. */
  BAD_REQUEST(400),
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  /** The body did not come in time. */
  REQUEST_TIMEOUT(408),
  LENGTH_REQUIRED(411),
  /** Too many bytes or pixels. */
  CONTENT_TOO_LARGE(413),
  /** Not a PNG or JPEG picture. */
  UNSUPPORTED_MEDIA_TYPE(415),
  /** A fault of the service. */
  INTERNAL_SERVER_ERROR(500),
  /** Too many requests at once, or no time left to classify. */
  SERVICE_UNAVAILABLE(503);

  private final int code;

  HttpStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
