package dev.alq.examples.reproduce;

import dev.alq.examples.choice.Network;
import dev.alq.examples.console.MissingDataException;
import dev.alq.examples.console.WrongUsage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A table of the paper: its rows beside ours, run one after the other.
 *
 * @param target which table
 * @param paper its rows
 * @param only which of them are run; the others are left out
 */
record TableReproduction(Target target, List<PaperRow> paper, Optional<Pattern> only)
    implements Reproduction {

  /**
   * The table; becomes the JSON object.
   *
   * @param target the name of the table
   * @param preset how much effort was taken
   * @param data the names of the data
   * @param rows the paper's figures beside ours
   */
  record Result(String target, String preset, List<String> data, List<ReproducedRow> rows) {}

  @Override
  public Set<Network> networks() {
    return wanted().stream().map(PaperRow::network).collect(Collectors.toSet());
  }

  private List<PaperRow> wanted() {
    List<PaperRow> wanted =
        paper.stream()
            .filter(row -> only.isEmpty() || only.get().matcher(row.name()).find())
            .toList();
    if (wanted.isEmpty()) {
      throw new WrongUsage(
          "no row of "
              + target
              + " matches "
              + only.orElseThrow()
              + "; they are "
              + String.join(", ", paper.stream().map(PaperRow::name).toList()));
    }
    return wanted;
  }

  @Override
  public Reproduced reproduce(Reproducing runs) throws IOException {
    List<ReproducedRow> rows = new ArrayList<>();
    for (PaperRow row : wanted()) {
      rows.add(row(runs, row));
    }
    List<String> data = new ArrayList<>();
    for (Network network : runs.networks()) {
      data.add(runs.data(network).name().toString());
    }
    Result result =
        new Result(target.toString(), runs.presetName(), data.stream().distinct().toList(), rows);
    return new Reproduced(
        result,
        TableText.markdown(rows),
        TableText.csv(rows),
        List.of(ReproductionPlots.accuracies(rows)),
        obstacle(rows));
  }

  private static ReproducedRow row(Reproducing runs, PaperRow row) throws IOException {
    List<ReproducedRun> ours = new ArrayList<>();
    try {
      for (long seed : runs.settings().seeds()) {
        ours.add(RowRuns.run(runs, row.network(), row.plan(), seed));
      }
    } catch (MissingDataException e) {
      return new ReproducedRow(row.name(), row.paper(), null, e.getMessage());
    }
    return new ReproducedRow(row.name(), row.paper(), OurFigures.of(ours), null);
  }

  /** Why there is nothing of ours at all. */
  private Optional<String> obstacle(List<ReproducedRow> rows) {
    return rows.stream().allMatch(row -> row.ours() == null)
        ? Optional.of("no row of " + target + " could be run: " + rows.getFirst().missing())
        : Optional.empty();
  }
}
