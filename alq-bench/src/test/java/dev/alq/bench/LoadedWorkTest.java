package dev.alq.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadedWorkTest {

  private static final Task.LoadedStep TASK = new Task.LoadedStep(Model.LENET5, 2);

  @Test
  void bothSidesBeginWithTheSameBatch() {
    try (Engine engine = Engine.start(1);
        Peer peer = OwnPeers.cachedBatch(1);
        Work loaded = OurWork.of(TASK, engine)) {
      Optional<Work> cached = peer.work(TASK);
      assertTrue(cached.isPresent());
      for (int i = 0; i < 20; i++) { // beyond the end of two epochs
        loaded.run();
      }
      cached.get().run();
      assertArrayEquals(cached.get().result(), loaded.result());
      assertFalse(peer.work(new Task.TrainingStep(Model.LENET5, 2)).isPresent());
    }
  }

  @Test
  void photographsAreReadFromFilesThatGoAgain() {
    List<Path> files;
    try (LoadedPictures pictures = LoadedPictures.of(Model.RESNET18, 2)) {
      files = pictures.files();
      assertEquals(2, pictures.augmented().size());
      float[] image = new float[224 * 224 * 3];
      pictures.augmented().image(1, 5, image, 0);
      assertTrue(image[0] != image[image.length - 1]);
      assertTrue(Files.isRegularFile(files.getLast()));
    }
    files.forEach(file -> assertFalse(Files.exists(file), file.toString()));
  }
}
