package dev.alq.examples.compare;

import dev.alq.examples.choice.MethodName;
import java.util.List;
import java.util.Locale;

/**
 * What one method made of one network: a row of a comparison. Accuracies are in percent.
 *
 * @param recipe the name of the recipe that all methods follow, as it is for ALQ
 * @param data the name of the data
 * @param bits the average bitwidth to end at
 * @param method the method
 * @param seed the seed
 * @param epochs passes over the training data from the sketch on
 * @param floatTop1 the float network that was quantized, on the test set
 * @param validationTop1 the quantized network on the validation data
 * @param testTop1 the packed network on the test set
 * @param averageBitwidth I_W over all weights
 * @param weightBytes bytes of all weights by formula
 */
record ComparedRun(
    String recipe,
    String data,
    double bits,
    MethodName method,
    long seed,
    int epochs,
    double floatTop1,
    double validationTop1,
    double testTop1,
    double averageBitwidth,
    long weightBytes) {

  /** The first line of a file of rows. */
  static final String HEADER =
      "recipe,data,bits,method,seed,epochs,float_top1,validation_top1,test_top1,"
          + "average_bitwidth,weight_bytes";

  private static final int FIELDS = HEADER.split(",").length;

  /** Which run this is. */
  record Key(String recipe, String data, double bits, MethodName method, long seed) {}

  Key key() {
    return new Key(recipe, data, bits, method, seed);
  }

  /** One line of comma-separated values, without its end. */
  String csv() {
    return String.join(
        ",",
        recipe,
        data,
        String.valueOf(bits),
        method.toString(),
        String.valueOf(seed),
        String.valueOf(epochs),
        String.valueOf(floatTop1),
        String.valueOf(validationTop1),
        String.valueOf(testTop1),
        String.valueOf(averageBitwidth),
        String.valueOf(weightBytes));
  }

  /**
   * Reads what {@link #csv} wrote.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  static ComparedRun parse(String line) {
    List<String> fields = List.of(line.split(",", -1));
    if (fields.size() != FIELDS) {
      throw new IllegalArgumentException(fields.size() + " fields, not " + FIELDS);
    }
    return new ComparedRun(
        fields.get(0),
        fields.get(1),
        Double.parseDouble(fields.get(2)),
        MethodName.valueOf(fields.get(3).toUpperCase(Locale.ROOT).replace('-', '_')),
        Long.parseLong(fields.get(4)),
        Integer.parseInt(fields.get(5)),
        Double.parseDouble(fields.get(6)),
        Double.parseDouble(fields.get(7)),
        Double.parseDouble(fields.get(8)),
        Double.parseDouble(fields.get(9)),
        Long.parseLong(fields.get(10)));
  }
}
