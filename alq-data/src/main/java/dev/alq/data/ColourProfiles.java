package dev.alq.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hides the colour profiles of a JPEG file from the platform's decoder, which would convert levels
 * by them to sRGB. A file without one keeps the levels it stores, and so does a PNG file with one.
 */
final class ColourProfiles {

  private static final byte[] NAME = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);

  private ColourProfiles() {}

  /**
   * The file as if it had no profile.
   *
   * @param file the bytes of a file of any format; not modified
   * @return the same array if there is nothing to hide
   */
  static byte[] hidden(byte[] file) {
    byte @Nullable [] hidden = null;
    JpegMarkers markers = new JpegMarkers(file);
    while (markers.advance()) {
      if (isProfile(markers, file)) {
        hidden = hidden == null ? file.clone() : hidden;
        hidden[markers.content()] = 0; // a segment of no known name, as long as before
      }
    }
    return hidden == null ? file : hidden;
  }

  private static boolean isProfile(JpegMarkers markers, byte[] file) {
    int from = markers.content();
    return markers.marker() == JpegMarkers.PROFILE
        && markers.length() >= NAME.length
        && Arrays.equals(file, from, from + NAME.length, NAME, 0, NAME.length);
  }
}
