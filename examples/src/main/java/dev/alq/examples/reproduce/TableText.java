package dev.alq.examples.reproduce;

import dev.alq.examples.console.Numbers;
import dev.alq.examples.console.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tables of the paper beside ours, as text. */
final class TableText {

  private static final String NOTHING = "–";

  private TableText() {}

  /** Lines of a Markdown table, and below it what was missing. */
  static List<String> markdown(List<ReproducedRow> rows) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| row | Top-1, paper | ours | I_W, paper | ours | bytes of weights, paper | ours "
            + "| compacted, paper | ours | file | time |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|---|");
    rows.forEach(row -> lines.add(line(row)));
    for (ReproducedRow row : rows) {
      if (row.missing() != null) {
        lines.add("");
        lines.add(row.row() + " was not run: " + row.missing());
      }
    }
    return lines;
  }

  private static String line(ReproducedRow row) {
    PaperFigures paper = row.paper();
    OurFigures ours = row.ours();
    List<String> cells = new ArrayList<>(List.of(row.row()));
    cells.add(paper.top1() == null ? NOTHING : Numbers.percent(paper.top1()));
    cells.add(ours == null ? NOTHING : accuracy(ours));
    cells.add(number(paper.averageBitwidth()));
    cells.add(ours == null ? NOTHING : Numbers.decimal(ours.averageBitwidth()));
    cells.add(bytes(paper.weightBytes()));
    cells.add(ours == null ? NOTHING : bytes(ours.weightBytes()));
    cells.add(bytes(paper.compactedBytes()));
    cells.add(ours == null ? NOTHING : bytes(ours.compactedBytes()));
    cells.add(ours == null ? NOTHING : bytes(ours.fileBytes()));
    cells.add(ours == null ? NOTHING : time(ours));
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String accuracy(OurFigures ours) {
    return ours.runs().size() == 1
        ? Numbers.percent(ours.top1())
        : String.format(Locale.ROOT, "%.2f ± %.2f %%", ours.top1(), ours.top1Deviation());
  }

  /** Of all seeds together. */
  private static String time(OurFigures ours) {
    return Progress.duration(ours.runs().stream().mapToDouble(ReproducedRun::seconds).sum());
  }

  private static String number(@Nullable Double value) {
    return value == null ? NOTHING : String.valueOf(value);
  }

  private static String bytes(@Nullable Long value) {
    return value == null ? NOTHING : Numbers.whole(value);
  }

  /** A line per row and seed; cells that are not known are empty. */
  static List<String> csv(List<ReproducedRow> rows) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "row,seed,paper_top1,top1,paper_average_bitwidth,average_bitwidth,paper_weight_bytes,"
            + "weight_bytes,paper_compacted_bytes,compacted_bytes,file_bytes,seconds");
    for (ReproducedRow row : rows) {
      if (row.ours() == null) {
        lines.add(csv(row, null));
      } else {
        row.ours().runs().forEach(run -> lines.add(csv(row, run)));
      }
    }
    return lines;
  }

  private static String csv(ReproducedRow row, @Nullable ReproducedRun run) {
    PaperFigures paper = row.paper();
    return String.join(
        ",",
        row.row(),
        cell(run == null ? null : run.seed()),
        cell(paper.top1()),
        cell(run == null ? null : run.top1()),
        cell(paper.averageBitwidth()),
        cell(run == null ? null : run.averageBitwidth()),
        cell(paper.weightBytes()),
        cell(run == null ? null : run.weightBytes()),
        cell(paper.compactedBytes()),
        cell(run == null ? null : run.compactedBytes()),
        cell(run == null ? null : run.fileBytes()),
        cell(run == null ? null : run.seconds()));
  }

  private static String cell(@Nullable Number value) {
    return value == null ? "" : value.toString();
  }
}
