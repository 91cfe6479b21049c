package dev.alq.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Python process that is told what to do by lines of JSON and answers each by a line. Arrays pass
 * through files in a folder that goes when the process is closed.
 */
final class PythonProcess implements AutoCloseable {

  /** The one on the path may be another than the system's, which has the system's modules. */
  private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");

  private static final String DONE = "done ";
  private static final int PROBE_SECONDS = 60;
  private static final int FAREWELL_SECONDS = 5;

  private final Process process;
  private final Path folder;
  private final Writer toPython;
  private final BufferedReader fromPython;

  private PythonProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    toPython = process.outputWriter();
    fromPython = process.inputReader();
  }

  long processId() {
    return process.pid();
  }

  /**
   * Starts a script.
   *
   * @param module what Python must be able to import
   * @param script a resource beside this class
   * @param packageName what to install where the module is missing
   */
  static PythonProcess start(String module, String script, String packageName)
      throws AbsentPeerException {
    String remedy = "install it, on Debian: apt-get install " + packageName;
    for (String interpreter : INTERPRETERS) {
      if (imports(interpreter, module)) {
        try {
          return launch(interpreter, script);
        } catch (IOException e) {
          throw new AbsentPeerException("Python does not start: " + e.getMessage(), remedy);
        }
      }
    }
    throw new AbsentPeerException("no Python with the module " + module, remedy);
  }

  private static boolean imports(String interpreter, String module) {
    try {
      Process probe =
          new ProcessBuilder(interpreter, "-c", "import " + module)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        probe.destroyForcibly();
        return false;
      }
      return probe.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such interpreter
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static PythonProcess launch(String interpreter, String script) throws IOException {
    Path folder = Files.createTempDirectory("alq-bench");
    Path file = folder.resolve(script);
    try (InputStream text = PythonProcess.class.getResourceAsStream(script)) {
      if (text == null) {
        throw new IOException("no resource " + script);
      }
      Files.copy(text, file);
    }
    Process process =
        new ProcessBuilder(interpreter, "-u", file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new PythonProcess(process, folder);
  }

  /** Tells the process something and returns its answer. */
  String say(Map<String, ?> order) {
    try {
      toPython.write(JsonText.of(order));
      toPython.write('\n');
      toPython.flush();
      return answer(fromPython.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException("the Python process has ended", e);
    }
  }

  /** Like {@link #say}, at the beginning. */
  String ask(Map<String, ?> order) throws AbsentPeerException {
    try {
      return say(order);
    } catch (UncheckedIOException | IllegalStateException e) {
      close();
      throw new AbsentPeerException("it does not start: " + e.getMessage(), "is it complete?");
    }
  }

  private static String answer(@Nullable String line) throws IOException {
    if (line == null) {
      throw new IOException("end of stream");
    }
    if (!line.startsWith(DONE)) {
      throw new IllegalStateException(line);
    }
    return line.substring(DONE.length()).strip();
  }

  /** The file of an array. */
  String path(String name) {
    return folder.resolve(name + ".f32").toString();
  }

  /** Writes an array and returns its file. */
  String write(String name, float[] values) {
    Path file = Path.of(path(name));
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      map(channel, FileChannel.MapMode.READ_WRITE, (long) values.length * Float.BYTES).put(values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toString();
  }

  /** Reads an array that the process has written. */
  float[] read(String name) {
    try (FileChannel channel = FileChannel.open(Path.of(path(name)))) {
      FloatBuffer buffer = map(channel, FileChannel.MapMode.READ_ONLY, channel.size());
      float[] values = new float[buffer.remaining()];
      buffer.get(values);
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FloatBuffer map(FileChannel channel, FileChannel.MapMode mode, long bytes)
      throws IOException {
    ByteBuffer buffer = channel.map(mode, 0, bytes);
    return buffer.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  /** Lets the process end by itself, or ends it. */
  @Override
  public void close() {
    try {
      toPython.close();
      if (!process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
        process.destroy();
      }
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
    deleteFolder();
  }

  private void deleteFolder() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      folder.toFile().deleteOnExit(); // what is left is in the system's folder for such files
    }
  }
}
