package dev.alq.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SourceRulesTest {

  private static List<SourceFile> project = List.of();

  /** The complaints of one rule. */
  @FunctionalInterface
  interface Complaints {
    List<String> about(List<SourceFile> files) throws IOException;
  }

  /**
   * A rule with what must and what must not displease it.
   *
   * @param name what the rule demands
   * @param complaints the rule
   * @param bad a file that breaks it
   * @param good a file that comes close but keeps it
   */
  record Rule(String name, Complaints complaints, SourceFile bad, SourceFile good) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "vector API only in Vector classes",
            SourceRules::vectorApiOnlyInVectorClasses,
            SourceFile.library("Sums.java", "import jdk.incubator.vector.IntVector;"),
            SourceFile.library(
                "Sums.java", "String name = \"jdk.incubator.vector\"; // jdk.incubator")),
        new Rule(
            "libraries leave the streams alone",
            SourceRules::librariesLeaveStreamsAlone,
            SourceFile.library("A.java", "void f() { System.out.println('\"'); }"),
            new SourceFile("examples", true, "dev.alq.examples", "A.java", "System.err.flush();")),
        new Rule(
            "stack traces are not printed",
            SourceRules::librariesLeaveStreamsAlone,
            SourceFile.library("A.java", "catch (IOException e) { e.printStackTrace(); }"),
            SourceFile.library("A.java", "/* System.out. */ catch (IOException e) {}")),
        new Rule(
            "no test is skipped",
            SourceRules::noTestIsSkipped,
            new SourceFile("alq-core", false, "dev.alq.bits", "ATest.java", "@Disabled void f()"),
            new SourceFile("alq-core", false, "dev.alq.bits", "ATest.java", "@Test void f()")),
        new Rule(
            "nothing is left unfinished",
            SourceRules::nothingIsLeftUnfinished,
            SourceFile.library("A.java", "// FIX" + "ME later"),
            SourceFile.library("A.java", "String FIX" + "MEUP;")),
        new Rule(
            "files are short",
            SourceRules::filesAreShort,
            SourceFile.library("A.java", "\n".repeat(SourceRules.FILE_LINES + 1)),
            SourceFile.library("ScalarA.java", "\n".repeat(SourceRules.TWIN_FILE_LINES))),
        new Rule(
            "twins are short",
            SourceRules::filesAreShort,
            SourceFile.library("VectorA.java", "\n".repeat(SourceRules.TWIN_FILE_LINES + 1)),
            SourceFile.library("A.java", "\n".repeat(SourceRules.FILE_LINES))),
        new Rule(
            "lines are short",
            SourceRules::linesAreShort,
            SourceFile.library("A.java", "x".repeat(SourceRules.COLUMNS + 1)),
            SourceFile.library("A.java", "x".repeat(SourceRules.COLUMNS))),
        new Rule(
            "methods are short",
            SourceRules::methodsAreShort,
            SourceFile.library("A.java", methodOf(SourceRules.METHOD_LINES + 1)),
            SourceFile.library("A.java", methodOf(SourceRules.METHOD_LINES))),
        new Rule(
            "packages are described",
            SourceRules::packagesAreDescribed,
            SourceFile.library("A.java", "class A {}"),
            SourceFile.library("package-info.java", "/** Bits. */\n@NullMarked\npackage x;")));
  }

  @BeforeAll
  static void readSources() throws IOException {
    project = SourceTree.of(Path.of("").toAbsolutePath()).files();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void projectKeepsTheRule(Rule rule) throws IOException {
    List<String> complaints = rule.complaints().about(project);
    assertTrue(complaints.isEmpty(), () -> String.join("\n", complaints));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void badSampleBreaksTheRule(Rule rule) throws IOException {
    assertEquals(1, rule.complaints().about(List.of(rule.bad())).size());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void goodSampleKeepsTheRule(Rule rule) throws IOException {
    assertEquals(List.of(), rule.complaints().about(List.of(rule.good())));
  }

  @Test
  void sourcesOfEveryModuleAreRead() {
    List<String> modules = project.stream().map(SourceFile::module).distinct().sorted().toList();
    assertTrue(modules.containsAll(List.of("alq-autograd", "examples")), modules::toString);
  }

  private static String methodOf(int lines) {
    return "class A {\n/** Comment. */\nvoid f() {\n" + "f();\n".repeat(lines - 2) + "}\n}\n";
  }
}
