package dev.alq.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;

/**
 * The arrows between packages, and what may touch the vector API, as ArchUnit rules over the
 * packages below one root.
 */
final class Architecture {

  /** What a package may import besides itself; a package that is missing here may not exist. */
  static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          entry("kernel", Set.of()),
          entry("tensor", Set.of("kernel")),
          entry("autograd", Set.of("tensor", "kernel")),
          entry("nn", Set.of("autograd", "tensor")),
          entry("optim", Set.of("autograd", "tensor", "kernel")),
          entry("dataset", Set.of("tensor")),
          entry("container", Set.of("tensor")),
          entry("bits", Set.of("kernel")),
          entry("multibit", Set.of("tensor", "kernel")),
          entry("step", Set.of("multibit", "optim", "tensor", "kernel")),
          entry("activation", Set.of("autograd", "nn", "multibit", "tensor", "kernel")),
          entry(
              "train",
              Set.of(
                  "kernel",
                  "tensor",
                  "autograd",
                  "nn",
                  "optim",
                  "dataset",
                  "container",
                  "bits",
                  "multibit",
                  "step",
                  "activation")),
          entry("packed", Set.of("bits", "multibit", "container", "dataset", "tensor")),
          entry("infer", Set.of("packed", "bits", "multibit", "kernel", "tensor")),
          entry(
              "models",
              Set.of(
                  "tensor",
                  "autograd",
                  "nn",
                  "optim",
                  "dataset",
                  "container",
                  "multibit",
                  "step",
                  "activation",
                  "train")),
          entry("data", Set.of("tensor", "dataset", "container")),
          entry("examples", Set.of("*")),
          entry("bench", Set.of("*")));

  /**
   * What a package below {@code examples} may import of the other ones; the empty name is {@code
   * examples} itself, which stands above all of them.
   */
  static final Map<String, Set<String>> EXAMPLES =
      Map.ofEntries(
          entry("console", Set.of()),
          entry("choice", Set.of("console")),
          entry("run", Set.of("choice", "console")),
          entry("service", Set.of()),
          entry("command", Set.of("run", "choice", "console", "service")),
          entry("report", Set.of("command", "run", "choice", "console")),
          entry("compare", Set.of("command", "run", "choice", "console")),
          entry("reproduce", Set.of("command", "run", "choice", "console")),
          entry("", Set.of("*")));

  /** What one class may import beyond its package: the packer alone stands between two worlds. */
  static final Map<String, Set<String>> BRIDGES =
      Map.of("packed.Packer", Set.of("nn", "activation", "autograd"));

  /** Libraries that only some packages may use. */
  static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          "org.ejml", Set.of("multibit"),
          "ch.qos.logback", Set.of("examples"),
          "picocli", Set.of("examples"),
          "org.knowm.xchart", Set.of("examples"),
          "me.tongfei.progressbar", Set.of("examples"));

  private static final String EXAMPLES_PACKAGE = ".examples";
  private static final String VECTOR_API = "jdk.incubator.vector.";

  /** Sums whose order differs between interpreted and compiled code. */
  private static final Set<String> UNSTEADY_OWNERS =
      Set.of(VECTOR_API + "FloatVector", VECTOR_API + "DoubleVector", VECTOR_API + "Vector");

  /** Operators whose interpreted and compiled forms give different bits. */
  private static final Set<String> UNSTEADY_OPERATORS =
      Set.of(
          "ACOS", "ASIN", "ATAN", "ATAN2", "CBRT", "COS", "COSH", "EXP", "EXPM1", "HYPOT", "LOG",
          "LOG10", "LOG1P", "POW", "SIN", "SINH", "TAN", "TANH");

  private Architecture() {}

  /** Every import follows an arrow of the table. */
  static ArchRule arrows(String root) {
    return classes()
        .that(inside(root))
        .should(followArrows(root, inside(root), ARROWS))
        .allowEmptyShould(true);
  }

  /** Every import between the packages of the examples follows an arrow of their own table. */
  static ArchRule arrowsOfExamples(String root) {
    String examples = root + EXAMPLES_PACKAGE;
    DescribedPredicate<JavaClass> inside = JavaClass.Predicates.resideInAPackage(examples + "..");
    return classes()
        .that(inside)
        .should(followArrows(examples, inside, EXAMPLES))
        .allowEmptyShould(true);
  }

  /** No two packages import each other, directly or around a corner. */
  static ArchRule noCycles(String root) {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
  }

  /** The same for the packages of the examples. */
  static ArchRule noCyclesInExamples(String root) {
    return noCycles(root + EXAMPLES_PACKAGE);
  }

  /** Only the packages that need a library use it. */
  static ArchRule libraries(String root) {
    return classes().that(inside(root)).should(keepLibrariesIn(root)).allowEmptyShould(true);
  }

  /** The incubating module is touched by classes named {@code Vector*} alone. */
  static ArchRule vectorApiInVectorClasses(String root) {
    return noClasses()
        .that(inside(root))
        .and(
            DescribedPredicate.describe(
                "are not named Vector*", c -> !outermost(c).getSimpleName().startsWith("Vector")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .allowEmptyShould(true);
  }

  /** No reduction of floats by the vector API: lanes are stored and added in a fixed order. */
  static ArchRule noFloatReductions(String root) {
    return noClasses()
        .that(inside(root))
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "reduce the lanes of a float vector",
                (JavaMethodCall call) -> reducesFloats(call.getTarget())))
        .allowEmptyShould(true);
  }

  /** No transcendental operator of the vector API. */
  static ArchRule noTranscendentalOperators(String root) {
    return noClasses()
        .that(inside(root))
        .should()
        .accessFieldWhere(
            DescribedPredicate.describe(
                "is a transcendental vector operator",
                (JavaFieldAccess access) ->
                    access.getTargetOwner().getName().equals(VECTOR_API + "VectorOperators")
                        && UNSTEADY_OPERATORS.contains(access.getTarget().getName())))
        .allowEmptyShould(true);
  }

  /**
   * The first part of a class's package below the root: {@code nn} of {@code root.nn.internal}, and
   * nothing of the root itself.
   */
  static String packageOf(String root, JavaClass type) {
    if (type.getPackageName().equals(root)) {
      return "";
    }
    String below = type.getPackageName().substring(root.length() + 1);
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }

  private static boolean reducesFloats(AccessTarget.MethodCallTarget target) {
    return UNSTEADY_OWNERS.contains(target.getOwner().getName())
        && target.getName().startsWith("reduceLanes");
  }

  private static DescribedPredicate<JavaClass> inside(String root) {
    return JavaClass.Predicates.resideInAPackage(root + ".(*)..");
  }

  private static JavaClass outermost(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }

  private static ArchCondition<JavaClass> followArrows(
      String root, DescribedPredicate<JavaClass> inside, Map<String, Set<String>> table) {
    return new ArchCondition<>("import only what the table of packages allows") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String from = packageOf(root, type);
        if (!table.containsKey(from)) {
          events.add(SimpleConditionEvent.violated(type, from + " is not in the table"));
          return;
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (inside.test(target) && !mayImport(root, table, type, packageOf(root, target))) {
            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static boolean mayImport(
      String root, Map<String, Set<String>> table, JavaClass type, String to) {
    String from = packageOf(root, type);
    Set<String> allowed = table.getOrDefault(from, Set.of());
    String bridge = from + "." + outermost(type).getSimpleName();
    return from.equals(to)
        || allowed.contains(to)
        || allowed.contains("*")
        || BRIDGES.getOrDefault(bridge, Set.of()).contains(to);
  }

  private static ArchCondition<JavaClass> keepLibrariesIn(String root) {
    return new ArchCondition<>("use only the libraries of their package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String from = packageOf(root, type);
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          String target = dependency.getTargetClass().getBaseComponentType().getName();
          LIBRARIES.forEach((library, users) -> {
            if (target.startsWith(library + ".") && !users.contains(from)) {
              String description = dependency.getDescription();
              events.add(SimpleConditionEvent.violated(dependency, description));
            }
          });
        }
      }
    };
  }
}
