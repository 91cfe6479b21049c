package dev.alq.examples.report;

import dev.alq.examples.console.Progress;
import dev.alq.examples.run.LayerSize;
import dev.alq.examples.run.RecordedJob;
import dev.alq.examples.run.StoredSize;
import dev.alq.nn.ClassificationMetrics;
import dev.alq.train.RecordedEpoch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** A run folder as a page: how it went, what it led to, and where that comes from. */
final class RunReport {

  private final RunSummary run;
  private final HtmlPage page;

  private RunReport(RunSummary run) {
    this.run = run;
    this.page = new HtmlPage("Run " + run.folder().toAbsolutePath().normalize().getFileName());
  }

  /**
   * Writes the page.
   *
   * @param run the run
   * @param test what the test of its model gave, or why there is none
   * @return HTML
   * @throws IOException if the model's file cannot be read
   */
  static String html(RunSummary run, TestOutcome test) throws IOException {
    RunReport report = new RunReport(run);
    report.addSummary(test);
    report.addCurves();
    if (run.model().isPresent()) {
      report.addSizes(run.model().get());
    } else {
      report.page.heading("Model");
      report.page.paragraph(RunSummary.NO_MODEL);
    }
    report.addTest(test);
    report.addOrigin();
    return report.page.toString();
  }

  private void addSummary(TestOutcome test) {
    RecordedEpoch last = run.recorded().epochs().getLast();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("network", new RecordedJob(run.recorded().description()).networkName()));
    rows.add(List.of("epochs", String.valueOf(run.recorded().epochs().size())));
    rows.add(List.of("time at work", Progress.duration(run.recorded().secondsAtWork())));
    rows.add(List.of("training loss, last epoch", number("%.4f", last.trainLoss())));
    rows.add(List.of("validation Top-1, last epoch", number("%.2f %%", last.validationTop1())));
    rows.add(List.of("bits per weight, last epoch", number("%.3f", last.averageBitwidth())));
    if (test instanceof TestOutcome.Tested(_, _, _, ClassificationMetrics metrics)) {
      rows.add(List.of("test Top-1 of the model", number("%.2f %%", metrics.top1())));
    }
    page.table(List.of("", ""), rows);
  }

  private void addCurves() {
    page.heading("Training");
    List<LineChart.Band> bands = bands();
    page.figure(
        new LineChart(
                "Accuracy by epoch",
                "Top-1, percent",
                Scale.LINEAR,
                List.of(
                    series("training", RecordedEpoch::trainTop1),
                    series("validation", RecordedEpoch::validationTop1)),
                bands)
            .draw(),
        "Accuracy on the batches as they were trained on, and on held-back images.");
    page.figure(
        new LineChart(
                "Training loss by epoch",
                "mean loss",
                Scale.LINEAR,
                List.of(series("loss", RecordedEpoch::trainLoss)),
                bands)
            .draw(),
        "Mean training loss of each epoch.");
    page.figure(
        new LineChart(
                "Average bitwidth by epoch",
                "bits per weight",
                Scale.LOGARITHMIC,
                List.of(series("I_W", RecordedEpoch::averageBitwidth)),
                bands)
            .draw(),
        "Average bitwidth at the end of each epoch; 32 while the network is float.");
  }

  private LineChart.Series series(String name, ToDoubleFunction<RecordedEpoch> value) {
    return new LineChart.Series(
        name, run.recorded().epochs().stream().mapToDouble(value).boxed().toList());
  }

  /** Epochs of one phase belong together. */
  private List<LineChart.Band> bands() {
    List<LineChart.Band> bands = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= run.recorded().epochs().size(); i++) {
      boolean ends =
          i == run.recorded().epochs().size()
              || run.recorded().epochs().get(i).phase()
                  != run.recorded().epochs().get(first).phase();
      if (ends) {
        bands.add(new LineChart.Band(run.recorded().epochs().get(first).kind(), first + 1, i));
        first = i;
      }
    }
    return bands;
  }

  private void addSizes(RunSummary.Model model) throws IOException {
    StoredSize size = StoredSize.of(model.file(), model.packed());
    List<LayerSize> layers = size.weights().layers();
    page.heading("Bitwidths");
    page.figure(
        new BarChart(
                "Average bitwidth of the layers",
                layers.stream().map(l -> new BarChart.Bar(l.name(), l.averageBitwidth())).toList())
            .draw(),
        "Average bits per weight of each layer.");
    page.heading("Storage");
    page.table(LayerSize.HEADINGS, layers.stream().map(LayerSize::cells).toList());
    page.paragraph(
        "Bytes are counted by formula: a bit per weight and basis, 32 bits per coordinate, and the"
            + " table of the groups' bitwidths.");
    page.table(StoredSize.HEADINGS, size.rows());
  }

  private void addTest(TestOutcome test) {
    page.heading("Test");
    switch (test) {
      case TestOutcome.Untested(String reason) ->
          page.paragraph("The model was not tested: " + reason);
      case TestOutcome.Tested(
              String data,
              Optional<Boolean> ofTheRun,
              List<String> classes,
              ClassificationMetrics metrics) -> {
        page.paragraph(
            String.format(
                Locale.ROOT,
                "Top-1 %.2f %%, Top-5 %.2f %% of %,d test images of %s.",
                metrics.top1(),
                metrics.top5(),
                metrics.examples(),
                data));
        if (!ofTheRun.orElse(true)) {
          page.paragraph("The run learnt from other data than those it was tested on here.");
        }
        ConfusionTable.add(page, classes, metrics.confusion());
      }
    }
  }

  private void addOrigin() {
    page.heading("Origin");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("seed", String.valueOf(run.recorded().description().seed())));
    rows.add(List.of("hash of the training data", run.recorded().description().dataHash()));
    run.recorded().description().facts().forEach((name, value) -> rows.add(List.of(name, value)));
    run.recorded()
        .begunWith()
        .forEach((name, value) -> rows.add(List.of("begun with " + name, value)));
    page.table(List.of("", ""), rows);
    page.details("Recipe", run.recorded().description().recipe());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
