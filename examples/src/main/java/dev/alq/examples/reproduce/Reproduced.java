package dev.alq.examples.reproduce;

import dev.alq.container.AtomicFiles;
import dev.alq.examples.run.Plots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * A table or figure of the paper as it came out here.
 *
 * @param json becomes the JSON object
 * @param markdown for human readers, without title and origin
 * @param csv all figures, a line each, headings first
 * @param charts the picture, one below the other
 * @param obstacle why nothing of it could be run; empty if something could
 */
record Reproduced(
    Record json,
    List<String> markdown,
    List<String> csv,
    List<? extends Chart<?, ?>> charts,
    Optional<String> obstacle) {

  /**
   * Writes the files of a result.
   *
   * @param folder where they go; it exists
   * @param name their name without its end
   * @param heading lines in front of the Markdown
   * @throws IOException if a file cannot be written
   */
  void write(Path folder, String name, List<String> heading) throws IOException {
    String picture = name + ".png";
    String text =
        String.join("\n", heading)
            + "\n"
            + String.join("\n", markdown)
            + "\n\n![]("
            + picture
            + ")\n";
    write(folder.resolve(name + ".md"), text);
    write(folder.resolve(name + ".csv"), String.join("\n", csv) + "\n");
    Plots.write(charts, folder.resolve(picture));
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
