package dev.alq.examples.reproduce;

import dev.alq.autograd.Parameter;
import dev.alq.examples.choice.Network;
import dev.alq.examples.console.WrongUsage;
import dev.alq.models.exchange.Pretrained;
import dev.alq.nn.Layer;
import dev.alq.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fig. 3: group size against reconstruction error, on one convolution that was trained here or
 * elsewhere.
 *
 * @param network where the convolution comes from
 * @param layer name of the convolution; empty for the last one of the paper's size, 256×256×3×3,
 *     else the largest
 */
record GroupSizeFigure(Network network, Optional<String> layer) implements Reproduction {

  private static final Shape PAPER_LAYER = Shape.of(256, 3, 3, 256);
  private static final int AXES = 4;
  private static final int[] SHOWN_BITWIDTHS = {1, 2, 4};

  private static final String FINDING =
      "groups drawn at random lose what sliced groups of their size lose; only the size decides, "
          + "and 32 to 512 weights are a good one";

  /**
   * The figure; becomes the JSON object.
   *
   * @param target the name of the figure
   * @param finding what the paper states
   * @param network where the layer comes from
   * @param layer its name
   * @param shape its weights, O,H,W,C
   * @param slicingGap the largest difference of log10 of the error between sliced and random groups
   *     of one size, over all sizes and bitwidths up to {@code 1/r_s} = 0.3
   * @param sizeGaps how far sizes are apart at one storage
   * @param rows one per size
   */
  record Result(
      String target,
      String finding,
      String network,
      String layer,
      String shape,
      double slicingGap,
      List<GroupSizeStudy.SizeGap> sizeGaps,
      List<Row> rows) {}

  /**
   * One size.
   *
   * @param row how the layer is cut, and the size
   * @param paper what the paper states in figures: nothing, it draws curves
   * @param ours both curves
   */
  record Row(String row, Map<String, Double> paper, GroupSizeStudy.Pair ours) {}

  /**
   * The figure of VGG-small, as the paper has it, unless weights of other networks are there.
   *
   * @param given the networks whose weights come from files
   * @param layer as above
   */
  static GroupSizeFigure of(Set<Network> given, Optional<String> layer) {
    boolean usual = given.isEmpty() || given.contains(Network.VGG_SMALL);
    return new GroupSizeFigure(usual ? Network.VGG_SMALL : given.iterator().next(), layer);
  }

  @Override
  public Set<Network> networks() {
    return Set.of(network);
  }

  @Override
  public Reproduced reproduce(Reproducing runs) throws IOException {
    long seed = runs.settings().seeds().getFirst();
    Parameter weights = weights(runs, seed);
    GroupSizeStudy study = GroupSizeStudy.of(weights.value(), seed, runs.engine());
    Result result =
        new Result(
            Target.FIG3.toString(),
            FINDING,
            runs.plan(network).toString(),
            weights.name(),
            weights.value().shape().toString(),
            study.slicingGap(),
            study.sizeGaps(),
            study.pairs().stream()
                .map(pair -> new Row(name(pair.sliced().cut()), Map.of(), pair))
                .toList());
    return new Reproduced(
        result,
        markdown(result),
        csv(result),
        List.of(ReproductionPlots.groupSizes(study)),
        Optional.empty());
  }

  private Parameter weights(Reproducing runs, long seed) throws IOException {
    Layer layers = runs.plan(network).create(1, seed);
    Parameter chosen = chosen(layers); // before anything is trained
    Path file = runs.floatWeights(network, seed);
    Pretrained.load(layers, file, Pretrained.Classifier.AS_IT_IS);
    return chosen;
  }

  private Parameter chosen(Layer layers) {
    List<Parameter> convolutions =
        layers.parameters().stream()
            .filter(p -> p.role() == Parameter.Role.WEIGHT && p.value().shape().rank() == AXES)
            .toList();
    if (layer.isPresent()) {
      return convolutions.stream()
          .filter(p -> p.name().equals(layer.get()) || p.name().equals(layer.get() + ".weight"))
          .findFirst()
          .orElseThrow(() ->
              new WrongUsage(layer.get() + ": no convolution; there are " + names(convolutions)));
    }
    return convolutions.stream()
        .filter(p -> p.value().shape().equals(PAPER_LAYER))
        .reduce((_, later) -> later)
        .or(() -> convolutions.stream().max(Comparator.comparingInt(p -> p.value().size())))
        .orElseThrow();
  }

  private static String names(List<Parameter> convolutions) {
    return convolutions.stream()
        .map(p -> p.name().replace(".weight", ""))
        .collect(Collectors.joining(", "));
  }

  private static String name(Slicing.Cut cut) {
    return cut.slicing() + ", n = " + cut.size();
  }

  private static List<String> markdown(Result result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Weights %s of the trained float %s, %s (O,H,W,C). 1/r_s by Eq. 26; e = ‖w − Bα‖²/N.",
            result.layer,
            result.network,
            result.shape));
    lines.add("");
    lines.add(
        "| groups | 1 bit: 1/r_s | log10 e | at random | 2 bits: 1/r_s | log10 e | at random "
            + "| 4 bits: 1/r_s | log10 e | at random | largest difference, 1/r_s ≤ 0.3 |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|---|");
    for (Row row : result.rows) {
      StringBuilder line = new StringBuilder("| ").append(row.row);
      for (int bits : SHOWN_BITWIDTHS) {
        line.append(cells(row.ours, bits - 1));
      }
      lines.add(line.append(String.format(Locale.ROOT, " | %.4f |", row.ours.gap())).toString());
    }
    lines.add("");
    lines.addAll(findings(result));
    return lines;
  }

  private static List<String> findings(Result result) {
    List<String> lines = new ArrayList<>();
    lines.add("- The paper: " + result.finding + ".");
    lines.add(
        String.format(
            Locale.ROOT,
            "- Here: up to 1/r_s = %.1f, sliced and random groups of one size differ by at most"
                + " %.4f in log10 e.",
            GroupSizeStudy.LARGEST_INVERSE_RATE,
            result.slicingGap));
    for (GroupSizeStudy.SizeGap gap : result.sizeGaps) {
      lines.add(
          String.format(
              Locale.ROOT,
              "- At 1/r_s = %.2f sizes differ by %.4f: n = %d loses least, n = %d most.",
              gap.inverseRate(),
              gap.gap(),
              gap.bestSize(),
              gap.worstSize()));
    }
    return lines;
  }

  private static String cells(GroupSizeStudy.Pair pair, int point) {
    if (point >= pair.sliced().points().size() || point >= pair.random().points().size()) {
      return " | | | ";
    }
    GroupSizeCurve.Point sliced = pair.sliced().points().get(point);
    return String.format(
        Locale.ROOT,
        " | %.4f | %.4f | %.4f",
        sliced.inverseRate(),
        sliced.logError(),
        pair.random().points().get(point).logError());
  }

  private static List<String> csv(Result result) {
    List<String> lines = new ArrayList<>();
    lines.add("groups,size,bits,inverse_rate,mean_squared_error");
    for (Row row : result.rows) {
      for (GroupSizeCurve curve : List.of(row.ours.sliced(), row.ours.random())) {
        for (GroupSizeCurve.Point point : curve.points()) {
          lines.add(
              curve.cut().slicing()
                  + ","
                  + curve.cut().size()
                  + ","
                  + point.bitwidth()
                  + ","
                  + point.inverseRate()
                  + ","
                  + point.meanSquaredError());
        }
      }
    }
    return lines;
  }
}
