package dev.alq.examples.compare;

import dev.alq.examples.choice.MethodName;
import java.util.List;
import java.util.Locale;

/**
 * What one method made of one network: a row of a comparison. Accuracies are in percent.
 *
 * @param run one hash over all that decides the row, see {@link Comparison#run}
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
    String run,
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
      "run,recipe,data,bits,method,seed,epochs,float_top1,validation_top1,test_top1,"
          + "average_bitwidth,weight_bytes";

  private static final int FIELDS = HEADER.split(",").length;

  /** One line of comma-separated values, without its end. */
  String csv() {
    return String.join(
        ",",
        run,
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
        fields.get(2),
        Double.parseDouble(fields.get(3)),
        MethodName.valueOf(fields.get(4).toUpperCase(Locale.ROOT).replace('-', '_')),
        Long.parseLong(fields.get(5)),
        Integer.parseInt(fields.get(6)),
        Double.parseDouble(fields.get(7)),
        Double.parseDouble(fields.get(8)),
        Double.parseDouble(fields.get(9)),
        Double.parseDouble(fields.get(10)),
        Long.parseLong(fields.get(11)));
  }
}
