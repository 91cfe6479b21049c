package dev.alq.examples.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
import dev.alq.models.RecipeJson;
import dev.alq.packed.FloatWeights;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedLayer;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.PackedWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a user changes in a printed recipe, against what the packed file then holds. */
class RecipeEditsTest {

  /** Those of LeNet5 on 28×28 images. */
  private static final int FC1_OUTPUTS = 500;

  @TempDir private Path folder;

  private static ObjectNode recipe() {
    return (ObjectNode) JsonMapper.shared().readTree(RecipeJson.print(Attempt.RECIPE));
  }

  private static ObjectNode layer(ObjectNode recipe, String weights) {
    return (ObjectNode) recipe.at("/plan/layers").get(weights);
  }

  /** One layer float, one with fewer bits, one less precise, one in other groups. */
  private static ObjectNode edited() {
    ObjectNode recipe = recipe();
    ((ObjectNode) recipe.at("/plan/layers")).remove("fc2.weight");
    ((ObjectNode) layer(recipe, "conv1.weight").get("sketch")).put("maxBitwidth", 2);
    ((ObjectNode) layer(recipe, "conv2.weight").get("sketch")).put("sigma", 0.9);
    ((ObjectNode) layer(recipe, "fc1.weight").get("grouping")).put("slices", 5);
    return recipe;
  }

  private static void setBudget(ObjectNode recipe, String type, String field, double amount) {
    for (JsonNode phase : recipe.at("/quantization/phases")) {
      if (phase.get("type").asString().equals("prune")) {
        ObjectNode budget = ((ObjectNode) phase).putObject("budget").put("type", type);
        if (amount == Math.rint(amount) && amount > 1) {
          budget.put(field, (long) amount);
        } else {
          budget.put(field, amount);
        }
      }
    }
  }

  /** The weights of the packed network that a recipe leads to, by the name of their layer. */
  private Map<String, PackedWeights> quantize(String name, ObjectNode recipe) throws IOException {
    Path config = folder.resolve(name + ".json");
    Path out = folder.resolve(name + ".alq");
    Files.writeString(config, recipe.toString());
    Attempt attempt =
        Attempt.in(
            folder,
            "quantize",
            "lenet5",
            "--dataset",
            "synthetic",
            "--images",
            "60",
            "--config",
            config.toString(),
            "--out",
            out.toString());
    assertEquals(0, attempt.exit(), attempt.err());
    PackedModel model = PackedModelFile.read(out);
    return model.layers().stream()
        .filter(PackedLayer.Product.class::isInstance)
        .map(PackedLayer.Product.class::cast)
        .collect(Collectors.toMap(PackedLayer::name, PackedLayer.Product::weights));
  }

  private static MultiBitWeights multiBit(Map<String, PackedWeights> model, String layer) {
    return (MultiBitWeights) Objects.requireNonNull(model.get(layer), layer);
  }

  private static int largestBitwidth(MultiBitWeights weights) {
    byte[] bitwidths = weights.bitwidths();
    return IntStream.range(0, bitwidths.length).map(g -> bitwidths[g]).max().orElseThrow();
  }

  private static long coordinates(Map<String, PackedWeights> model) {
    return model.values().stream()
        .mapToLong(weights -> weights instanceof MultiBitWeights w ? w.coordinates().length : 0)
        .sum();
  }

  @Test
  void layersAreLeftFloatOrQuantizedAsTheRecipeSaysAndARatioOfTheirCoordinatesGoes()
      throws IOException {
    ObjectNode all = edited();
    setBudget(all, "ratio", "pruned", 0);
    Map<String, PackedWeights> unpruned = quantize("all", all);
    assertTrue(unpruned.get("fc2") instanceof FloatWeights, "fc2 is left out");
    assertEquals(2, largestBitwidth(multiBit(unpruned, "conv1")), "I_max");
    assertEquals(1, largestBitwidth(multiBit(unpruned, "conv2")), "σ: signs explain a tenth");
    MultiBitWeights fc1 = multiBit(unpruned, "fc1");
    assertEquals(6, largestBitwidth(fc1), "as before");
    assertEquals(5 * FC1_OUTPUTS, fc1.bitwidths().length, "groups");
    ObjectNode some = edited();
    setBudget(some, "ratio", "pruned", 0.4);
    assertEquals(
        Math.round(0.6 * coordinates(unpruned)), coordinates(quantize("some", some)), "M_T");
  }

  @Test
  void weightsEndWithinTheBytesThatTheRecipeNames() throws IOException {
    int bytes = 50_000;
    ObjectNode recipe = recipe();
    setBudget(recipe, "bytes", "bytes", bytes);
    Map<String, PackedWeights> model = quantize("bytes", recipe);
    double bits = 0;
    double largestCoordinate = 0;
    int groups = 0;
    for (String layer : model.keySet()) {
      MultiBitWeights weights = multiBit(model, layer);
      double coordinate = Float.SIZE + weights.planes().columns();
      double table = Math.ceil(Math.log(largestBitwidth(weights) + 1) / Math.log(2));
      bits += weights.coordinates().length * coordinate + table * weights.bitwidths().length;
      largestCoordinate = Math.max(largestCoordinate, coordinate);
      groups += weights.bitwidths().length;
    }
    // The last coordinate may be one too many, and the entries of the tables a bit shorter.
    assertTrue(bits <= 8 * bytes, bits + " bits");
    assertTrue(bits > 8 * bytes - largestCoordinate - groups, bits + " bits");
  }
}
