package dev.alq.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Maven projects of users, outside this build: they see nothing but the artifacts that it installs.
 * Runs after the jars are there, so only {@code mvn verify} runs it.
 *
 * <p>Maven is started with the settings, the repositories and the network access of this build. Its
 * local repository is one of its own that shows all of the user's through links; the artifacts go
 * into it and the user's stays as it is.
 */
class ConsumerIT {

  private static final Path ROOT = Path.of(property("consumer.root"));
  private static final String VERSION = property("alq.version");
  private static final List<String> LIBRARIES =
      List.of("alq-autograd", "alq-core", "alq-models", "alq-data");

  @TempDir private Path folder;

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name);
  }

  private static Path artifact(String library, String suffix) {
    return ROOT.resolve(library).resolve("target").resolve(library + "-" + VERSION + suffix);
  }

  /** A repository that holds what another one does, but for one path of folders. */
  private static void link(Path original, Path links, List<String> without) throws IOException {
    Files.createDirectories(links);
    if (without.isEmpty() || !Files.isDirectory(original)) {
      return;
    }
    try (Stream<Path> entries = Files.list(original)) {
      for (Path entry : entries.toList()) {
        if (!entry.endsWith(without.getFirst())) {
          Files.createSymbolicLink(links.resolve(entry.getFileName()), entry);
        }
      }
    }
    Path next = Path.of(without.getFirst());
    link(original.resolve(next), links.resolve(next), without.subList(1, without.size()));
  }

  /** Removes the links alone; what they lead to is the user's. */
  private static void removeLinks(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path link : walk.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  private static void install(Path repository) throws IOException {
    Path group = repository.resolve("dev/alq");
    install(group, "alq-parent", ROOT.resolve("pom.xml"), ".pom");
    for (String library : LIBRARIES) {
      install(group, library, ROOT.resolve(library).resolve("pom.xml"), ".pom");
      install(group, library, artifact(library, ".jar"), ".jar");
    }
  }

  private static void install(Path group, String name, Path file, String suffix)
      throws IOException {
    Path place = Files.createDirectories(group.resolve(name).resolve(VERSION));
    Files.copy(file, place.resolve(name + "-" + VERSION + suffix));
  }

  private static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> walk = Files.walk(source)) {
      for (Path path : walk.toList()) {
        Files.copy(path, target.resolve(source.relativize(path)));
      }
    }
  }

  /** Copies a project away from this one and tests it there. */
  private void test(String project, Path repository) throws IOException, InterruptedException {
    Path place = folder.resolve(project);
    copy(ROOT.resolve("examples/src/it").resolve(project), place);
    Path log = folder.resolve(project + ".log");
    ProcessBuilder maven =
        new ProcessBuilder(command(repository))
            .directory(place.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    maven.environment().merge("MAVEN_OPTS", "-XX:TieredStopAtLevel=1", (a, b) -> a + " " + b);
    int exit = maven.start().waitFor();
    assertEquals(0, exit, project + ":\n" + Files.readString(log));
  }

  private List<String> command(Path repository) {
    String script = System.getProperty("os.name", "").startsWith("Windows") ? "mvn.cmd" : "mvn";
    List<String> command = new ArrayList<>();
    command.add(Path.of(property("consumer.maven"), "bin", script).toString());
    command.add("--batch-mode");
    command.add("--no-transfer-progress");
    for (String kind : List.of("settings", "global-settings")) {
      Path file = Path.of(property("consumer." + kind).substring(kind.length() + 1));
      if (Files.exists(file)) {
        command.addAll(List.of("--" + kind, file.toString()));
      }
    }
    if (property("consumer.offline").equals("offline=true")) {
      command.add("--offline");
    }
    command.add("-Dmaven.repo.local=" + repository);
    command.add("-Dalq.version=" + VERSION);
    command.add("-Djunit.version=" + property("consumer.junit"));
    command.add("-Dmodel=" + folder.resolve("model.alq"));
    command.add("test");
    return command;
  }

  @Test
  void oneProjectTrainsAndAnotherInfersWithTheCoreAlone() throws Exception {
    Path users = Path.of(property("consumer.repository"));
    Path repository = folder.resolve("repository");
    try {
      link(users, repository, List.of("dev", "alq"));
      install(repository);
      test("training", repository);
      assertTrue(Files.exists(folder.resolve("model.alq")));
      test("inference", repository);
    } finally {
      removeLinks(repository);
    }
  }

  /** One type of each library. */
  @ParameterizedTest
  @CsvSource({
    "alq-autograd, dev/alq/nn/Layer",
    "alq-core, dev/alq/train/AlqTrainer",
    "alq-models, dev/alq/models/LeNet5",
    "alq-data, dev/alq/data/Mnist"
  })
  void sourcesAndPagesLieBesideEachLibrary(String library, String type) throws IOException {
    try (ZipFile classes = new ZipFile(artifact(library, ".jar").toFile());
        ZipFile sources = new ZipFile(artifact(library, "-sources.jar").toFile());
        ZipFile pages = new ZipFile(artifact(library, "-javadoc.jar").toFile())) {
      assertNotNull(classes.getEntry(type + ".class"));
      assertNotNull(sources.getEntry(type + ".java"));
      assertTrue(pages.stream().anyMatch(page -> page.getName().endsWith(type + ".html")));
    }
  }
}
