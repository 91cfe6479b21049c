package dev.alq.examples.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
import dev.alq.models.Preset;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTest {

  @TempDir private Path folder;

  @Test
  void everyRowHasItsRecipes() {
    assertEquals(List.of(0.66, 0.40), Network.VGG_SMALL.rows());
    for (Network network : Network.values()) {
      for (Preset preset : Preset.values()) {
        for (double row : network.rows()) {
          OptionalDouble end = network.recipe(preset, OptionalDouble.of(row)).finalBitwidth();
          assertEquals(OptionalDouble.of(row), end, network + " " + preset);
        }
        if (!network.rows().isEmpty()) {
          assertEquals(
              network.recipe(preset, OptionalDouble.of(network.rows().getFirst())),
              network.recipe(preset, OptionalDouble.empty()));
        }
      }
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> Network.RESNET18.recipe(Preset.QUICK, OptionalDouble.of(3)));
  }

  @Test
  void otherRowsAreWrongUsage() {
    Attempt other = Attempt.in(folder, "recipe", "vgg-small", "--row", "0.5");
    assertEquals(2, other.exit());
    assertTrue(other.err().contains("the rows of vgg-small are [0.66, 0.4]"), other.err());
    Attempt none = Attempt.in(folder, "recipe", "lenet5", "--row", "1");
    assertEquals(2, none.exit());
    Attempt both = Attempt.in(folder, "recipe", "vgg-small", "--row", "0.4", "--config", "x.json");
    assertEquals(2, both.exit());
    assertTrue(both.err().contains("--config excludes --preset and --row"), both.err());
  }
}
