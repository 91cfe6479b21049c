package dev.alq.examples.choice;

import dev.alq.data.Cifar10;
import dev.alq.data.ImageFolder;
import dev.alq.data.Mnist;
import dev.alq.dataset.Normalization;
import dev.alq.examples.console.WrongUsage;
import dev.alq.models.LeNet5;
import dev.alq.models.Preset;
import dev.alq.models.Recipe;
import dev.alq.models.ResNet;
import dev.alq.models.VggSmall;
import dev.alq.nn.Layer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/** The networks that a command can be asked for, by name. */
public enum Network {
  /** For gray images 28×28. */
  LENET5,
  /** For colour images 32×32. */
  VGG_SMALL,
  /** For colour images of any size, usually 224×224. */
  RESNET18,
  /** The same, deeper. */
  RESNET34;

  /**
   * The network of a name.
   *
   * @param name as {@link #toString} writes it, in any case
   * @return the network
   * @throws WrongUsage if there is none
   */
  public static Network named(String name) {
    return Arrays.stream(values())
        .filter(network -> network.toString().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () -> new WrongUsage(name + ": no network; one of " + Arrays.toString(values())));
  }

  /**
   * The network with random weights.
   *
   * @param width factor of the channels, for networks that are {@link #scalable}
   * @param classes number of classes
   * @param seed where the weights come from
   * @return the layers
   */
  public Layer create(double width, int classes, long seed) {
    return switch (this) {
      case LENET5 -> LeNet5.create(classes, seed);
      case VGG_SMALL -> VggSmall.create(width, classes, seed);
      case RESNET18 -> ResNet.resnet18(classes, seed);
      case RESNET34 -> ResNet.resnet34(classes, seed);
    };
  }

  /**
   * Whether it can be had with more or fewer channels.
   *
   * @return true for VGG-small alone
   */
  public boolean scalable() {
    return this == VGG_SMALL;
  }

  /**
   * Average bitwidths of its rows in the paper's table; none if the paper names none.
   *
   * @return in the order of the table
   */
  public List<Double> rows() {
    return switch (this) {
      case LENET5 -> List.of();
      case VGG_SMALL ->
          Arrays.stream(VggSmall.Row.values()).map(VggSmall.Row::averageBitwidth).toList();
      case RESNET18, RESNET34 ->
          Arrays.stream(ResNet.Row.values()).map(ResNet.Row::averageBitwidth).toList();
    };
  }

  /**
   * How it is trained and quantized.
   *
   * @param preset how much effort to take
   * @param row which of {@link #rows()} to aim at; the first if it is empty
   * @return the recipe
   * @throws IllegalArgumentException if there is no such row
   */
  public Recipe recipe(Preset preset, OptionalDouble row) {
    return switch (this) {
      case LENET5 -> LeNet5.recipe(preset);
      case VGG_SMALL ->
          VggSmall.recipe(
              preset, row(List.of(VggSmall.Row.values()), VggSmall.Row::averageBitwidth, row));
      case RESNET18 -> resNetRecipe(preset, ResNet.Depth.EIGHTEEN, row);
      case RESNET34 -> resNetRecipe(preset, ResNet.Depth.THIRTY_FOUR, row);
    };
  }

  private static Recipe resNetRecipe(Preset preset, ResNet.Depth depth, OptionalDouble row) {
    return ResNet.recipe(
        preset, depth, row(List.of(ResNet.Row.values()), ResNet.Row::averageBitwidth, row));
  }

  private static <R> R row(List<R> rows, ToDoubleFunction<R> bits, OptionalDouble wanted) {
    return rows.stream()
        .filter(row -> wanted.isEmpty() || bits.applyAsDouble(row) == wanted.getAsDouble())
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no row of " + wanted + " bits"));
  }

  /**
   * What it is trained on if no other data are named.
   *
   * @return the name of the data
   */
  public ImageData.Name data() {
    return switch (this) {
      case LENET5 -> ImageData.Name.MNIST;
      case VGG_SMALL -> ImageData.Name.CIFAR10;
      case RESNET18, RESNET34 -> ImageData.Name.IMAGENET;
    };
  }

  /**
   * Height and width of its images; empty if any size will do.
   *
   * @return pixels
   */
  public OptionalInt side() {
    return switch (this) {
      case LENET5 -> OptionalInt.of(Mnist.preprocessing().height());
      case VGG_SMALL -> OptionalInt.of(Cifar10.preprocessing().height());
      case RESNET18, RESNET34 -> OptionalInt.empty();
    };
  }

  /**
   * How pictures become its inputs unless something else is said.
   *
   * @return from levels to inputs
   */
  public Normalization normalization() {
    return switch (this) {
      case LENET5 -> Mnist.preprocessing().normalization();
      case VGG_SMALL -> Cifar10.preprocessing().normalization();
      case RESNET18, RESNET34 -> ImageFolder.Options.ILSVRC12.normalization();
    };
  }

  /** The word for it on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
