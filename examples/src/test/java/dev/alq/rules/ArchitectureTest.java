package dev.alq.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

  private static final String ROOT = "dev.alq";
  private static final String SAMPLE = "dev.alq.rules.sample";

  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);
  private static final JavaClasses SAMPLES = new ClassFileImporter().importPackages(SAMPLE);

  /** A rule, and a word that its complaint about the samples must hold. */
  record Rule(String name, Function<String, ArchRule> over, String complaint) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Rule> rules() {
    return List.of(
        new Rule("arrows", Architecture::arrows, "kernel.Upward"),
        new Rule("no cycles", Architecture::noCycles, "Cycle detected"),
        new Rule("arrows of examples", Architecture::arrowsOfExamples, "console.Loud"),
        new Rule("no cycles in examples", Architecture::noCyclesInExamples, "Slice console"),
        new Rule("libraries", Architecture::libraries, "kernel.Upward"),
        new Rule("vector API", Architecture::vectorApiInVectorClasses, "kernel.Upward"),
        new Rule("reductions", Architecture::noFloatReductions, "kernel.VectorSums.sum"),
        new Rule("operators", Architecture::noTranscendentalOperators, "kernel.VectorSums.exp"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void projectKeepsTheRule(Rule rule) {
    rule.over().apply(ROOT).check(PROJECT);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void sampleBreaksTheRule(Rule rule) {
    String report = rule.over().apply(SAMPLE).evaluate(SAMPLES).getFailureReport().toString();
    assertTrue(
        report.contains(rule.complaint()), () -> "no complaint by '" + rule + "': " + report);
  }

  @Test
  void importAlongAnArrowRaisesNoComplaint() {
    String report = Architecture.arrows(SAMPLE).evaluate(SAMPLES).getFailureReport().toString();
    assertTrue(report.contains("(Layer.java"), () -> "layers may not import kernels: " + report);
    assertFalse(report.contains("(Innocent"), report);
  }

  @Test
  void entryOfTheExamplesIsImportedByNoneOfTheirPackages() {
    ArchRule rule = Architecture.arrowsOfExamples(SAMPLE);
    String report = rule.evaluate(SAMPLES).getFailureReport().toString();
    assertTrue(report.contains("run.Job.entry"), report);
    assertFalse(report.contains("run.Job.loud"), report);
    assertFalse(report.contains("(Entry.java"), report);
  }

  @Test
  void unknownPackageIsAComplaint() {
    String report = Architecture.arrows(SAMPLE).evaluate(SAMPLES).getFailureReport().toString();
    assertTrue(report.contains("stray is not in the table"), report);
  }

  /** Guards against rules that pass because they see nothing. */
  @Test
  void everyPackageInTheSourcesIsSeen() throws IOException {
    Set<String> inSources = new TreeSet<>();
    for (SourceFile file : SourceTree.of(Path.of("").toAbsolutePath()).mainFiles()) {
      if (!file.module().startsWith("alq-bench") && !file.name().equals("package-info.java")) {
        inSources.add(file.packageName());
      }
    }
    Set<String> seen =
        PROJECT.stream()
            .map(type -> type.getPackageName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(seen.containsAll(inSources), () -> "sources " + inSources + " but saw " + seen);
    assertEquals(seen, inSources, "classes without a source file");
  }
}
