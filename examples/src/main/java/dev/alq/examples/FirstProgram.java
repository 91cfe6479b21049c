package dev.alq.examples;

import dev.alq.data.SyntheticDigits;
import dev.alq.dataset.Dataset;
import dev.alq.kernel.Engine;
import dev.alq.models.LeNet5;
import dev.alq.models.Recipe;
import dev.alq.nn.Layer;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import dev.alq.train.AlqTrainer;
import dev.alq.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;

/** From a data set to a packed model: where to start with the library. */
public final class FirstProgram {

  private FirstProgram() {}

  /**
   * Trains, quantizes and packs, in about a minute.
   *
   * @param args not used
   * @throws IOException if it cannot be written
   */
  public static void main(String[] args) throws IOException {
    PackedModel model = quantize(SyntheticDigits.of(1, 12_000), LeNet5.quickstart(), 1);
    System.out.println(PackedModelFile.write(model, Path.of("first.alq")) + " bytes");
  }

  /**
   * The way from data to a packed model.
   *
   * @param digits images to learn from
   * @param recipe how to train and quantize
   * @param seed where all randomness comes from
   * @return the packed model
   */
  static PackedModel quantize(Dataset digits, Recipe recipe, long seed) {
    Layer network = recipe.activations().apply(LeNet5.create(seed));
    var data =
        AlqTrainer.Data.split(digits, recipe.validationShare(), seed)
            .augmented(recipe.augmentation());
    try (Engine engine = Engine.start()) {
      var trainer = new AlqTrainer(engine, network, recipe.plan(), recipe.options(seed), data);
      trainer.run(recipe.floatTraining(), TrainingListener.NONE);
      trainer.run(recipe.quantization(), TrainingListener.NONE);
      var origin = Provenance.of(digits.contentHash(), recipe.name(), seed);
      var preprocessing = SyntheticDigits.preprocessing();
      return Packer.pack(network, trainer.quantizedWeights(), preprocessing, origin);
    }
  }
}
