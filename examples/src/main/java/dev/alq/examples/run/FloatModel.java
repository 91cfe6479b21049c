package dev.alq.examples.run;

import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Provenance;
import dev.alq.train.Phase;
import dev.alq.train.Schedule;
import dev.alq.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The network as float training left it, or another program, which a run that goes on after that
 * finds in its folder.
 */
final class FloatModel implements TrainingListener {

  private static final String FILE = "float.alq";

  private final int lastPhase;
  private final Supplier<PackedModel> pack;
  private final Provenance provenance;
  private final Optional<Path> file;
  private @Nullable PackedModel model;

  /**
   * Waits for the end of float training.
   *
   * @param phases how many phases it has, none if it has ended before the run
   * @param pack packs the network as it is
   * @param provenance what is said of where it comes from, whatever the recipe was at that time
   * @param place where the run is kept
   */
  FloatModel(int phases, Supplier<PackedModel> pack, Provenance provenance, RunPlace place) {
    this.lastPhase = phases - 1;
    this.pack = pack;
    this.provenance = provenance;
    this.file = place.file(FILE);
  }

  @Override
  public void phaseFinished(Phase phase, int index, Schedule schedule) {
    if (index == lastPhase) {
      take();
    }
  }

  /** Takes the network as it is, where float training has ended before the run. */
  void take() {
    try {
      keep(pack.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PackedModel keep(PackedModel packed) throws IOException {
    model = packed;
    if (file.isPresent()) {
      PackedModelFile.write(packed, file.get());
    }
    return packed;
  }

  /** The network, after float training has ended, in this process or in an earlier one. */
  PackedModel get() throws IOException {
    if (model != null) {
      return model;
    }
    PackedModel found =
        PackedModelFile.read(
            file.orElseThrow(() -> new IllegalStateException("float training has not ended")));
    return found.provenance().equals(provenance)
        ? found
        : keep(new PackedModel(found.layers(), found.preprocessing(), provenance));
  }
}
