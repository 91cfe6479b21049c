package dev.alq.data;

import java.net.URI;
import java.util.List;

/**
 * A file that can be downloaded.
 *
 * @param name its name, without folders
 * @param bytes its size
 * @param sha256 its SHA-256, 64 hexadecimal digits in lower case
 * @param addresses where it is, in the order they are tried
 */
public record RemoteFile(String name, long bytes, String sha256, List<URI> addresses) {

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";
  private static final String DIGEST = "[0-9a-f]{64}";

  /** Copies and checks. */
  public RemoteFile {
    addresses = List.copyOf(addresses);
    if (!name.matches(NAME) || bytes < 1 || !sha256.matches(DIGEST) || addresses.isEmpty()) {
      throw new IllegalArgumentException(
          name + " of " + bytes + " bytes, SHA-256 " + sha256 + ", at " + addresses);
    }
  }
}
