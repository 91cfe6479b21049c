package dev.alq.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Words for the folder names of ILSVRC, from a text file with lines such as "n01440764 tench, Tinca
 * tinca", of which the first word counts.
 */
final class SynsetNames {

  /**
   * Under these names the file is looked for, in the folder of the classes and the one around it.
   */
  static final List<String> FILES = List.of("synset_words.txt", "LOC_synset_mapping.txt");

  private static final long MAX_BYTES = 1 << 20;

  private SynsetNames() {}

  /**
   * Names classes.
   *
   * @param root the folder that holds the class folders
   * @param classes their names
   * @return the words for them, in the same order; the folder names where there is no file of words
   * @throws DataFileException if there is such a file but it is damaged or lacks a class
   * @throws IOException if it cannot be read
   */
  static List<String> of(Path root, List<String> classes) throws IOException {
    Path around = root.toAbsolutePath().normalize().getParent();
    for (String name : FILES) {
      for (Path folder : around == null ? List.of(root) : List.of(root, around)) {
        Path file = folder.resolve(name);
        if (Files.isRegularFile(file)) {
          return named(file, classes);
        }
      }
    }
    return classes;
  }

  private static List<String> named(Path file, List<String> classes) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new DataFileException(file, "longer than " + MAX_BYTES + " bytes");
    }
    Map<String, String> words = new HashMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        int space = line.indexOf(' ');
        int comma = line.indexOf(',');
        if (space > 0) {
          String word = line.substring(space, comma < space ? line.length() : comma).strip();
          words.put(line.substring(0, space), word);
        }
      }
    } catch (CharacterCodingException e) {
      throw new DataFileException(file, "not a text in UTF-8", e);
    }
    for (String name : classes) {
      if (words.getOrDefault(name, "").isEmpty()) {
        throw new DataFileException(file, "has no words for the class folder " + name);
      }
    }
    return classes.stream().map(words::get).toList();
  }
}
