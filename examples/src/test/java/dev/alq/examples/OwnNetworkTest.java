package dev.alq.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.data.SyntheticDigits;
import dev.alq.examples.run.ModelSize;
import dev.alq.examples.run.Verification;
import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import dev.alq.multibit.Grouping;
import dev.alq.nn.Layer;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnNetworkTest {

  private static final long SEED = 3;

  @TempDir private Path folder;

  @Test
  void aSmallResidualNetworkGoesTheWholeWay() throws IOException {
    Layer network = OwnNetwork.network(SEED);
    Recipe recipe = OwnNetwork.recipe(network);
    PackedModel model = OwnNetwork.quantize(SyntheticDigits.of(5, 240), network, recipe, SEED);
    Path file = folder.resolve("own.alq");
    PackedModelFile.write(model, file);
    PackedModel read = PackedModelFile.read(file);
    try (Engine engine = Engine.start(1)) {
      Verification verification = Verification.of(engine, network, read, SyntheticDigits.of(6, 60));
      assertTrue(verification.agrees(), verification.toString());
    }
    double bits = ModelSize.of(read).averageBitwidth();
    assertTrue(bits <= 1 && bits > 0.95, "average bitwidth " + bits);
  }

  @Test
  void groupingsFollowFromTheLayers() {
    var groupings =
        OwnNetwork.recipe(OwnNetwork.network(SEED)).plan().layers().entrySet().stream()
            .collect(Collectors.toMap(e -> e.getKey(), e -> e.getValue().grouping()));
    assertEquals(9, groupings.size());
    assertEquals(new Grouping.Channelwise(), groupings.get("stem.conv.weight"));
    assertEquals(new Grouping.Channelwise(), groupings.get("block2.conv1.weight"));
    assertEquals(new Grouping.Pixelwise(), groupings.get("block2.conv2.weight"));
    assertEquals(new Grouping.Subchannelwise(1), groupings.get("classes.weight"));
  }
}
