package dev.alq.data;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A file could not be downloaded from any of its addresses. */
public final class DownloadException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates an exception whose message says where to put the file by hand.
   *
   * @param file what was wanted
   * @param folder where it was to go
   * @param faults one for each address
   */
  public DownloadException(RemoteFile file, Path folder, List<String> faults) {
    super(
        String.format(
            Locale.ROOT,
            "%s cannot be downloaded; put it into %s by hand (%d bytes, SHA-256 %s): %s",
            file.name(),
            folder,
            file.bytes(),
            file.sha256(),
            String.join("; ", faults)));
  }
}
