package dev.alq.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.dataset.Dataset;
import dev.alq.examples.Attempt;
import dev.alq.examples.PictureFolders;
import dev.alq.examples.choice.Effort;
import dev.alq.examples.choice.FolderPictures;
import dev.alq.examples.choice.ImageData;
import dev.alq.examples.choice.Network;
import dev.alq.examples.choice.NetworkPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingJobTest {

  @TempDir private Path folder;

  private List<Integer> labels(ImageData data, int images) {
    TrainingJob job =
        new TrainingJob(
            Task.TRAIN,
            NetworkPlan.of(Network.LENET5),
            Attempt.RECIPE,
            data,
            images,
            1,
            folder.resolve("m.alq"),
            ForeignFiles.NONE);
    return labels(job.images());
  }

  private static List<Integer> labels(Dataset data) {
    return IntStream.range(0, data.size()).map(data::label).boxed().toList();
  }

  /** Class folders are sorted, so that the first pictures are all of one class. */
  @Test
  void fewPicturesAreOfAllClasses() throws IOException {
    PictureFolders.write(folder);
    FolderPictures inputs = new FolderPictures(28, Network.LENET5.normalization(), null);
    ImageData data = ImageData.folder(folder, inputs.options());
    assertEquals(List.of(0, 0, 1, 1), labels(data, 4));
    assertEquals(List.of(0, 0, 0, 0, 1, 1, 1), labels(data, 7));
    assertEquals(labels(data.train()), labels(data, PictureFolders.TRAIN));
  }

  @Test
  void ofOtherImagesTheFirstAreTaken() {
    ImageData data = ImageData.synthetic(Effort.standard());
    assertEquals(labels(data.train()).subList(0, 50), labels(data, 50));
  }
}
