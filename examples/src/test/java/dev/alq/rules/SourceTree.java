package dev.alq.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The Java files of all modules. */
record SourceTree(List<SourceFile> files) {

  /** Reads the tree that a folder inside it belongs to. */
  static SourceTree of(Path inside) throws IOException {
    Path root = inside;
    while (root != null && !Files.isDirectory(root.resolve("alq-autograd"))) {
      root = root.getParent();
    }
    if (root == null) {
      throw new IOException("no project around " + inside);
    }
    List<SourceFile> files = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.sorted().toList()) {
        addAll(module, "src/main/java", true, files);
        addAll(module, "src/test/java", false, files);
      }
    }
    return new SourceTree(List.copyOf(files));
  }

  /** The shipped files. */
  List<SourceFile> mainFiles() {
    return files.stream().filter(SourceFile::main).toList();
  }

  private static void addAll(Path module, String folder, boolean main, List<SourceFile> files)
      throws IOException {
    Path sources = module.resolve(folder);
    if (!Files.isDirectory(sources)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(sources)) {
      for (Path path : walk.filter(p -> p.toString().endsWith(".java")).sorted().toList()) {
        Path directory = sources.relativize(path.getParent());
        files.add(
            new SourceFile(
                module.getFileName().toString(),
                main,
                directory.toString().replace(path.getFileSystem().getSeparator(), "."),
                path.getFileName().toString(),
                Files.readString(path)));
      }
    }
  }
}
