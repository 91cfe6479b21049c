package dev.alq.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
import dev.alq.train.RunDescription;
import dev.alq.train.RunFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotTest {

  private static final String HEADER =
      "phase,kind,epoch,learning_rate,train_loss,train_top1,validation_top1,average_bitwidth\n";
  private static final String EPOCHS =
      """
      1,Pretrain,1,0.05,1.5,40.0,45.0,32.0
      1,Pretrain,2,0.01,1.0,60.0,62.5,32.0
      3,Prune,1,0.001,1.1,58.0,60.0,2.0
      """;

  @TempDir Path folder;

  private static LayerSize layer(String name, Integer... bitwidths) {
    int groups = IntStream.range(0, bitwidths.length).map(i -> bitwidths[i]).sum();
    int bits = IntStream.range(0, bitwidths.length).map(i -> i * bitwidths[i]).sum();
    return new LayerSize(
        name, 10L * groups, groups, (double) bits / groups, 1, 8, List.of(bitwidths));
  }

  private static long coloured(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return IntStream.of(pixels).filter(rgb -> (rgb & 0xFFFFFF) != 0xFFFFFF).count();
  }

  private static BufferedImage picture(Path file) throws IOException {
    return ImageIO.read(file.toFile());
  }

  @Test
  void aModelIsDrawn() throws IOException {
    List<LayerSize> layers = List.of(layer("conv1", 0, 1, 4), layer("fc1", 30, 9, 1));
    Path bitwidths = folder.resolve("bitwidths.png");
    Path histograms = folder.resolve("histograms.png");
    Plots.bitwidths(layers, bitwidths);
    Plots.histograms(layers, histograms);
    assertTrue(coloured(picture(bitwidths)) > 10_000);
    assertTrue(coloured(picture(histograms)) > 10_000);
  }

  @Test
  void numbersAreWrittenAsInTheTablesBeside() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals(Locale.ROOT, Plots.curve("epoch", "loss").getStyler().getLocale());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void higherBarsColourMore() throws IOException {
    Path low = folder.resolve("low.png");
    Path high = folder.resolve("high.png");
    Plots.bitwidths(List.of(layer("a", 3, 1), layer("b", 0, 0, 0, 0, 4)), low);
    Plots.bitwidths(List.of(layer("a", 0, 0, 0, 0, 4), layer("b", 0, 0, 0, 0, 4)), high);
    assertTrue(coloured(picture(high)) > coloured(picture(low)) * 1.2);
  }

  @Test
  void floatLayersAreLeftOut() throws IOException {
    LayerSize floats = new LayerSize("float", 100, 0, 32, 400, 3200, List.of());
    Path with = folder.resolve("with.png");
    Path without = folder.resolve("without.png");
    Plots.bitwidths(List.of(floats, layer("a", 1, 2)), with);
    Plots.bitwidths(List.of(layer("a", 1, 2)), without);
    assertEquals(-1, Files.mismatch(with, without));
  }

  @Test
  void aRunIsShownAndDrawn() throws IOException {
    Path run = run();
    Files.writeString(run.resolve("metrics.csv"), HEADER + EPOCHS);
    Attempt shown = Attempt.in(folder, "inspect", run.toString());
    assertEquals(0, shown.exit(), shown.err());
    assertTrue(shown.out().contains("62.50 %"), shown.out());
    String plots = folder.resolve("plots").toString();
    Attempt drawn = Attempt.in(folder, "inspect", run.toString(), "--plot", plots, "--json");
    assertEquals(0, drawn.exit(), drawn.err());
    assertEquals(2.0, drawn.json().get("epochs").get(2).get("averageBitwidth").asDouble());
    assertEquals("Prune", drawn.json().get("epochs").get(2).get("kind").asString());
    BufferedImage curves = picture(folder.resolve("plots/curves.png"));
    assertTrue(curves.getHeight() > curves.getWidth());
  }

  private Path run() throws IOException {
    Path run = folder.resolve("run");
    var description = new RunDescription("{}", 1, "0123", Map.of());
    RunFolder.begin(run, description, Map.of(), RunFolder.Keeping.DEFAULT).close();
    return run;
  }

  @Test
  void whatIsNoRunIsRefused() throws IOException {
    assertRefused(folder, "there is no run in this folder");
    Path run = run();
    assertRefused(run, "no epoch of this run has ended yet");
    Files.delete(run.resolve("metrics.csv"));
    assertRefused(run, "metrics.csv is missing");
    Files.writeString(run.resolve("metrics.csv"), HEADER + "1,Pretrain,1,0.05\n");
    assertRefused(run, "metrics.csv, line 2: 4 cells");
  }

  private void assertRefused(Path run, String words) {
    Attempt attempt = Attempt.in(folder, "inspect", run.toString());
    assertEquals(1, attempt.exit());
    assertTrue(attempt.err().contains(run + ": " + words), attempt.err());
    assertFalse(attempt.err().lines().count() > 1, attempt.err());
  }
}
