package dev.alq.data;

import dev.alq.dataset.Picture;
import java.io.IOException;
import java.nio.file.Path;

/** Gives the pictures of files. May be used by several threads at once. */
sealed interface PictureStore permits PictureDecoding, PictureCache {

  /**
   * A picture, shrunk if it is large.
   *
   * @param file a picture's file
   * @return the picture
   * @throws DataFileException if the file is missing, damaged or no picture
   * @throws IOException if it cannot be read
   */
  Picture picture(Path file) throws IOException;

  /**
   * The hash of a file.
   *
   * @param file a picture's file
   * @return SHA-256 of its bytes; not to be modified
   * @throws IOException if the file is missing or cannot be read
   */
  byte[] hash(Path file) throws IOException;
}
