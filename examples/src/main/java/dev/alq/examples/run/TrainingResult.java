package dev.alq.examples.run;

import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.Numbers;
import dev.alq.examples.console.TextTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * What a training command led to; becomes its JSON object. Accuracies are in percent.
 *
 * @param model the network
 * @param data the name of the data
 * @param recipe the name of the recipe
 * @param seed the seed
 * @param floatTestTop1 the network after float training, on the test set
 * @param testTop1 the network at the end, on the test set
 * @param packedTestTop1 the packed model, read from its file, on the test set
 * @param testImages images of the test set
 * @param testHash their hash, as the data set states it
 * @param sameClass test images that network and packed model take for the same class
 * @param largestDifference of a logit between both, relative to the largest |logit| of the image
 * @param averageBitwidth I_W over all weights
 * @param activationBitwidth I_A of the packed model
 * @param weightBytes bytes of all weights by formula
 * @param compactedBytes the same after compaction
 * @param floatWeightBytes bytes of all weights as float32
 * @param fileBytes size of the file
 * @param floatFileBytes size of the file with all weights as float32
 * @param seconds from the start of the command to its end
 * @param out the file
 * @param layers the layers with weights
 */
public record TrainingResult(
    String model,
    String data,
    String recipe,
    long seed,
    double floatTestTop1,
    double testTop1,
    double packedTestTop1,
    int testImages,
    String testHash,
    int sameClass,
    double largestDifference,
    double averageBitwidth,
    int activationBitwidth,
    long weightBytes,
    long compactedBytes,
    long floatWeightBytes,
    long fileBytes,
    long floatFileBytes,
    double seconds,
    String out,
    List<LayerSize> layers) {

  /**
   * Writes the table of float against quantized.
   *
   * @param target where to write
   */
  public void printComparison(PrintWriter target) {
    new TextTable(List.of("", "float", "quantized", ""))
        .add(
            List.of(
                "test accuracy",
                Numbers.percent(floatTestTop1),
                Numbers.percent(packedTestTop1),
                ""))
        .add(List.of("bits per weight", "32", Numbers.decimal(averageBitwidth), ""))
        .add(List.of("bits per activation", "32", Numbers.whole(activationBitwidth), ""))
        .add(
            List.of(
                "bytes of weights",
                Numbers.whole(floatWeightBytes),
                Numbers.whole(weightBytes),
                Numbers.times(floatWeightBytes, weightBytes)))
        .add(
            List.of(
                "the same, compacted",
                Numbers.whole(floatWeightBytes),
                Numbers.whole(compactedBytes),
                Numbers.times(floatWeightBytes, compactedBytes)))
        .add(
            List.of(
                "bytes of file",
                Numbers.whole(floatFileBytes),
                Numbers.whole(fileBytes),
                Numbers.times(floatFileBytes, fileBytes)))
        .print(target);
  }

  /**
   * Writes what the comparison of network and packed model gave.
   *
   * @param target where to write
   */
  public void printVerification(PrintWriter target) {
    String logits =
        largestDifference == 0
            ? "and exactly the same logits"
            : String.format(
                Locale.ROOT, "logits within %.1e of an image's largest", largestDifference);
    target.printf(
        Locale.ROOT,
        "Verified: %s, read again, gives the network's class on %,d of %,d test images,%n%s.%n",
        out,
        sameClass,
        testImages,
        logits);
  }

  /**
   * Demands that the packed model is the network but for rounding, and for what rounding makes of
   * quantized activations.
   *
   * @throws CommandFailure if it is not
   */
  public void requireAgreement() {
    if (!Verification.agree(activationBitwidth, testImages, sameClass, largestDifference)) {
      throw new CommandFailure(
          out
              + " differs from the network it was made from: "
              + (testImages - sameClass)
              + " other classes, logits apart by "
              + largestDifference);
    }
  }
}
