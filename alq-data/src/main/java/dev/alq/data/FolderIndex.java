package dev.alq.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pictures of a folder of class folders, sorted, so that the list does not depend on the order
 * in which a file system names its files.
 *
 * @param root the folder
 * @param classes names of the class folders in ascending order
 * @param pictures paths from the root, of one class after the other, in ascending order within each
 * @param labels the class of each picture
 */
record FolderIndex(Path root, List<String> classes, List<String> pictures, int[] labels) {

  private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "bmp", "gif");
  private static final int MAX_DEPTH = 32;

  /**
   * Looks through a folder. Links are followed; hidden files and those that do not end like a
   * picture are passed over.
   *
   * @param root the folder
   * @return what is there
   * @throws DataFileException if there is no such folder, it has no class folder, one of them has
   *     no picture, or links lead in a circle or nowhere
   * @throws IOException if a folder cannot be read
   */
  static FolderIndex of(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new DataFileException(root, "no such folder; it must hold a folder for each class");
    }
    List<String> classes = classes(root);
    if (classes.isEmpty()) {
      throw new DataFileException(root, "holds no class folders, in which the pictures must lie");
    }
    List<String> pictures = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      Path folder = root.resolve(classes.get(label));
      List<String> found = pictures(root, folder);
      if (found.isEmpty()) {
        throw new DataFileException(folder, "this class folder holds no picture " + ENDINGS_TEXT);
      }
      pictures.addAll(found);
      labels.addAll(Collections.nCopies(found.size(), label));
    }
    return new FolderIndex(
        root, classes, pictures, labels.stream().mapToInt(Integer::intValue).toArray());
  }

  private static final String ENDINGS_TEXT = "(.jpg, .jpeg, .png, .bmp or .gif)";

  private static List<String> classes(Path root) throws IOException {
    List<String> classes = new ArrayList<>();
    for (Path entry : entries(root)) {
      if (isHidden(entry)) {
        continue;
      }
      if (Files.isDirectory(entry)) {
        classes.add(String.valueOf(entry.getFileName()));
      } else if (Files.isSymbolicLink(entry) && !Files.exists(entry)) {
        throw new DataFileException(
            entry, "a link to nothing"); // or in a circle: a class is missing
      }
    }
    Collections.sort(classes);
    return List.copyOf(classes);
  }

  private static List<Path> entries(Path root) throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<String> pictures(Path root, Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        MAX_DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
            return isHidden(visited) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isDirectory()) {
              throw new DataFileException(file, "folders inside each other, over " + MAX_DEPTH);
            }
            if (!isHidden(file) && isPicture(file)) {
              requireFile(file, attributes);
              found.add(root.relativize(file).toString());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            throw failure instanceof FileSystemLoopException
                ? new DataFileException(file, "a link back to a folder around it", failure)
                : failure;
          }
        });
    Collections.sort(found);
    return found;
  }

  private static void requireFile(Path file, BasicFileAttributes attributes)
      throws DataFileException {
    if (attributes.isSymbolicLink()) {
      throw new DataFileException(file, "a link to nothing");
    }
    if (!attributes.isRegularFile()) {
      throw new DataFileException(file, "not a regular file");
    }
  }

  private static boolean isHidden(Path file) {
    return String.valueOf(file.getFileName()).startsWith(".");
  }

  private static boolean isPicture(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** The number of pictures. */
  int size() {
    return pictures.size();
  }

  /** Where a picture lies. */
  Path file(int index) {
    return root.resolve(pictures.get(index));
  }
}
