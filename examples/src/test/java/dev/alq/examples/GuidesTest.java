package dev.alq.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The programs that README and guides show stand in a source file of this module, line by line; so
 * they compile, and the tests of those files run them. Indentation, empty lines and Javadoc do not
 * count.
 */
class GuidesTest {

  private static final Path ROOT = root();
  private static final Pattern BLOCK =
      Pattern.compile("^```java\\R(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern JAVADOC = Pattern.compile("/\\*\\*.*?\\*/", Pattern.DOTALL);

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("README.md"))) {
      folder = Objects.requireNonNull(folder.getParent(), "no project around the test");
    }
    return folder;
  }

  private static String lines(String code) {
    return JAVADOC
        .matcher(code)
        .replaceAll("")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n", "\n", "\n"));
  }

  private static List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(ROOT.resolve("examples/src"))) {
      for (Path file : walk.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.add(lines(Files.readString(file)));
      }
    }
    return sources;
  }

  private static List<String> blocks(String guide) throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(ROOT.resolve(guide)));
    return blocks.results().map(block -> block.group(1)).toList();
  }

  private static boolean stands(String block, List<String> sources) {
    return sources.stream().anyMatch(source -> source.contains(lines(block)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/guides/dependency.md", "docs/guides/own-network.md"})
  void everyProgramStandsInASourceFile(String guide) throws IOException {
    List<String> blocks = blocks(guide);
    List<String> sources = sources();
    assertFalse(blocks.isEmpty(), guide);
    for (String block : blocks) {
      assertTrue(stands(block, sources), guide + " shows what no source file has:\n" + block);
    }
  }

  @Test
  void aChangedLineIsNoticed() throws IOException {
    String block = blocks("README.md").getFirst();
    assertFalse(stands(block.replaceFirst("= ", "= 1 + "), sources()));
  }
}
