package dev.alq.rules;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Rules over source text. Each returns its complaints about a list of files, none being good. */
final class SourceRules {

  static final int FILE_LINES = 400;
  static final int TWIN_FILE_LINES = 600;
  static final int METHOD_LINES = 40;
  static final int TWIN_METHOD_LINES = 80;
  static final int COLUMNS = 100;

  /** Modules with a main method; the others are libraries and leave the streams alone. */
  private static final Set<String> PROGRAMS = Set.of("examples", "alq-bench", "alq-bench-peers");

  /** A comment, a text block, a string or a character, whichever begins first. */
  private static final Pattern NOT_CODE =
      Pattern.compile(
          "//[^\n]*|/\\*.*?\\*/|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])+'",
          Pattern.DOTALL);

  private static final Pattern STREAMS =
      Pattern.compile("System\\s*\\.\\s*(out|err)\\b|\\.\\s*printStackTrace\\s*\\(");
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final Pattern SKIPPING =
      Pattern.compile("@(Disabled|EnabledIf|DisabledIf)\\w*|\\bassum(e|ing)(True|False|That)\\b");
  private static final Pattern VECTOR_API = Pattern.compile("\\bjdk\\s*\\.\\s*incubator\\b");

  private SourceRules() {}

  static List<String> vectorApiOnlyInVectorClasses(List<SourceFile> files) {
    return find(files, VECTOR_API, f -> f.name().startsWith("Vector") || isSample(f));
  }

  static List<String> librariesLeaveStreamsAlone(List<SourceFile> files) {
    return find(files, STREAMS, f -> !f.main() || PROGRAMS.contains(f.module()));
  }

  static List<String> noTestIsSkipped(List<SourceFile> files) {
    return find(files, SKIPPING, SourceFile::main);
  }

  static List<String> nothingIsLeftUnfinished(List<SourceFile> files) {
    return files.stream()
        .filter(f -> UNFINISHED.matcher(f.text()).find())
        .map(f -> f + " is marked as unfinished")
        .toList();
  }

  static List<String> filesAreShort(List<SourceFile> files) {
    List<String> complaints = new ArrayList<>();
    for (SourceFile file : files) {
      long lines = file.text().lines().count();
      if (lines > (isTwin(file) ? TWIN_FILE_LINES : FILE_LINES)) {
        complaints.add(file + " has " + lines + " lines");
      }
    }
    return complaints;
  }

  static List<String> linesAreShort(List<SourceFile> files) {
    List<String> complaints = new ArrayList<>();
    for (SourceFile file : files) {
      int number = 0;
      for (String line : file.text().lines().toList()) {
        number++;
        if (line.codePointCount(0, line.length()) > COLUMNS && !line.startsWith("import ")) {
          complaints.add(file + ":" + number + " is wider than " + COLUMNS + " columns");
        }
      }
    }
    return complaints;
  }

  /** Methods of shipped files, signature and braces included, comments before them not. */
  static List<String> methodsAreShort(List<SourceFile> files) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    List<String> complaints = new ArrayList<>();
    for (SourceFile file : files.stream().filter(SourceFile::main).toList()) {
      var units = List.of(new Parsed(file));
      var task = (JavacTask) compiler.getTask(null, null, d -> {}, null, null, units);
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new MethodLengths(file, unit, positions, complaints).scan(unit, null);
      }
    }
    return complaints;
  }

  static List<String> packagesAreDescribed(List<SourceFile> files) {
    Set<String> described =
        files.stream()
            .filter(f -> f.main() && f.name().equals("package-info.java"))
            .filter(f -> f.text().contains("@NullMarked") && f.text().startsWith("/**"))
            .map(SourceFile::packageName)
            .collect(Collectors.toSet());
    return files.stream()
        .filter(SourceFile::main)
        .map(SourceFile::packageName)
        .distinct()
        .filter(name -> !described.contains(name))
        .map(name -> name + " lacks a described, null-marked package-info.java")
        .toList();
  }

  /** The text with comments, strings and characters emptied. */
  static String code(String text) {
    return NOT_CODE.matcher(text).replaceAll("\"\"");
  }

  private static List<String> find(
      List<SourceFile> files, Pattern forbidden, java.util.function.Predicate<SourceFile> exempt) {
    List<String> complaints = new ArrayList<>();
    for (SourceFile file : files) {
      Matcher matcher = forbidden.matcher(code(file.text()));
      if (!exempt.test(file) && matcher.find()) {
        complaints.add(file + " uses " + matcher.group());
      }
    }
    return complaints;
  }

  /** The files on which the architecture rules prove themselves break rules on purpose. */
  private static boolean isSample(SourceFile file) {
    return file.packageName().startsWith("dev.alq.rules.sample");
  }

  private static boolean isTwin(SourceFile file) {
    return file.name().startsWith("Scalar") || file.name().startsWith("Vector");
  }

  /** A source file as the compiler's parser reads it. */
  private static final class Parsed extends SimpleJavaFileObject {
    private final SourceFile file;

    Parsed(SourceFile file) {
      super(URI.create("string:///" + file.name()), JavaFileObject.Kind.SOURCE);
      this.file = file;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return file.text();
    }
  }

  /** Measures the methods of one file. */
  private static final class MethodLengths extends TreeScanner<Void, Void> {
    private final SourceFile file;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> complaints;

    MethodLengths(
        SourceFile file,
        CompilationUnitTree unit,
        SourcePositions positions,
        List<String> complaints) {
      this.file = file;
      this.unit = unit;
      this.positions = positions;
      this.complaints = complaints;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      LineMap lines = unit.getLineMap();
      long first = lines.getLineNumber(positions.getStartPosition(unit, method));
      long last = lines.getLineNumber(positions.getEndPosition(unit, method));
      if (last - first + 1 > (isTwin(file) ? TWIN_METHOD_LINES : METHOD_LINES)) {
        complaints.add(file + ": " + method.getName() + " has " + (last - first + 1) + " lines");
      }
      return super.visitMethod(method, null);
    }
  }
}
