package dev.alq.examples.run;

import dev.alq.autograd.Parameter;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.Progress;
import dev.alq.kernel.Engine;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.nn.Layer;
import dev.alq.packed.Compaction;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import dev.alq.train.AlqTrainer;
import dev.alq.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** A job whose network and trainer are there. */
public final class PreparedJob {

  private final TrainingJob job;
  private final Engine engine;
  private final Layer layers;
  private final AlqTrainer trainer;

  PreparedJob(TrainingJob job, Engine engine, Layer layers, AlqTrainer trainer) {
    this.job = job;
    this.engine = engine;
    this.layers = layers;
    this.trainer = trainer;
  }

  /**
   * Weights that the recipe's plan does not name.
   *
   * @return names of matrices and kernels
   */
  public List<String> floatWeights() {
    return layers.parameters().stream()
        .filter(parameter -> parameter.shape().rank() > 1)
        .map(Parameter::name)
        .filter(name -> !job.recipe().plan().layers().containsKey(name))
        .toList();
  }

  /**
   * Trains, packs and compares; once.
   *
   * @param progress is told how it goes on
   * @param place where the run is kept
   * @return what it led to
   * @throws IOException if files cannot be read or written
   * @throws CommandFailure if it was interrupted, or a test image cannot be read; the model is
   *     there then
   */
  public TrainingResult run(Progress progress, RunPlace place) throws IOException {
    FloatModel floatModel = floatModel(place);
    place.train(
        trainer, job.schedule(), job.recipe().plan(), TrainingListener.all(progress, floatModel));
    PackedModelFile.write(pack(trainer.quantizedWeights()), job.out());
    job.foreign().export(layers, job.data().train().preprocessing());
    try {
      return tested(floatModel.get(), progress);
    } catch (UncheckedIOException e) {
      throw new CommandFailure(job.out() + " is written but could not be tested", e);
    }
  }

  private FloatModel floatModel(RunPlace place) {
    int phases = job.schedule().phases().size();
    int quantization = job.task() == Task.TRAIN ? 0 : job.recipe().quantization().phases().size();
    FloatModel model =
        new FloatModel(phases - quantization, () -> pack(Map.of()), provenance(), place);
    if (phases == quantization) {
      model.take();
    }
    return model;
  }

  private PackedModel pack(Map<String, MultiBitTensor> quantized) {
    return Packer.pack(layers, quantized, job.data().train().preprocessing(), provenance());
  }

  private Provenance provenance() {
    return Provenance.of(job.data().train().contentHash(), job.recipe().name(), job.seed());
  }

  private TrainingResult tested(PackedModel floatModel, Progress progress) throws IOException {
    PackedModel reloaded = PackedModelFile.read(job.out());
    Verification verification = Verification.of(engine, layers, reloaded, job.data().test());
    double seconds = progress.seconds();
    ModelSize size = ModelSize.of(reloaded);
    return new TrainingResult(
        job.network().toString(),
        job.data().name().toString(),
        job.recipe().name(),
        job.seed(),
        Testing.of(engine, floatModel, job.data().test()).top1(),
        verification.graphTop1(),
        verification.packedTop1(),
        verification.images(),
        job.data().test().contentHash(),
        verification.sameClass(),
        verification.largestDifference(),
        size.averageBitwidth(),
        reloaded.activationBitwidth(),
        size.bytes(),
        ModelSize.of(Compaction.of(reloaded)).bytes(),
        size.floatBytes(),
        Files.size(job.out()),
        PackedModelFile.bytes(floatModel),
        seconds,
        job.out().toString(),
        size.layers());
  }
}
