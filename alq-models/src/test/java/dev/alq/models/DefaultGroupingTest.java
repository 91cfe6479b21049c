package dev.alq.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.multibit.Grouping;
import dev.alq.nn.Layer;
import dev.alq.tensor.Shape;
import dev.alq.train.DefaultGrouping;
import dev.alq.train.LayerPlan;
import dev.alq.train.QuantizationPlan;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The default groupings against those that the paper gives for its own networks. */
class DefaultGroupingTest {

  /** A first convolution of one channel is the same channelwise as kernelwise. */
  @Test
  void lenet5IsGroupedAsInThePaper() {
    QuantizationPlan plan = DefaultGrouping.plan(LeNet5.create(1), 6);
    assertEquals(new Grouping.Channelwise(), grouping(plan, "conv1.weight"));
    Map<String, LayerPlan> rest = plan.without("conv1.weight").layers();
    assertEquals(LeNet5.plan().without("conv1.weight").layers(), rest);
  }

  @Test
  void vggIsGroupedAsInThePaper() {
    Layer network = VggSmall.create(1);
    assertEquals(VggSmall.plan(), DefaultGrouping.plan(network, 8));
  }

  /** The paper halves the rows of the last layer; groups of 512 are within its range as well. */
  @Test
  void resNetIsGroupedAsInThePaperButForItsLastLayer() {
    Layer network = ResNet.create(ResNet.Depth.EIGHTEEN, 1000, 1);
    QuantizationPlan plan = DefaultGrouping.plan(network, 8);
    QuantizationPlan paper = ResNet.plan(ResNet.Depth.EIGHTEEN);
    assertEquals(new Grouping.Subchannelwise(1), grouping(plan, "fc.weight"));
    assertEquals(paper.without("fc.weight").layers(), plan.without("fc.weight").layers());
  }

  private static Grouping grouping(QuantizationPlan plan, String name) {
    LayerPlan layer = plan.layers().get(name);
    assertTrue(layer != null, name);
    return layer.grouping();
  }

  /** Inputs, and the slices that are wanted of them. */
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "31, 1",
    "512, 1",
    "513, 3",
    "784, 2",
    "1000, 2",
    "1009, 1",
    "1018, 2",
    "1024, 2",
    "1536, 3",
    "4608, 9",
    "8192, 16"
  })
  void linearLayersAreCutIntoFewEvenSlices(int inputs, int slices) {
    Shape weight = Shape.of(10, inputs);
    Grouping grouping = DefaultGrouping.linear(weight);
    assertEquals(new Grouping.Subchannelwise(slices), grouping);
    assertFalse(grouping.layout(weight).size() < Math.min(32, inputs));
  }

  @Test
  void smallConvolutionsKeepTheirGroupsLargeEnough() {
    assertEquals(new Grouping.Pixelwise(), DefaultGrouping.innerConvolution(Shape.of(8, 3, 3, 32)));
    assertEquals(
        new Grouping.Channelwise(), DefaultGrouping.innerConvolution(Shape.of(8, 3, 3, 31)));
    assertEquals(
        new Grouping.Kernelwise(), DefaultGrouping.innerConvolution(Shape.of(8, 5, 5, 31)));
    assertEquals(
        new Grouping.Channelwise(), DefaultGrouping.innerConvolution(Shape.of(8, 1, 1, 16)));
  }
}
