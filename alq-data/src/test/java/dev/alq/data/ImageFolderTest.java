package dev.alq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.alq.dataset.Augmentation;
import dev.alq.dataset.DataLoader;
import dev.alq.dataset.Dataset;
import dev.alq.dataset.Epoch;
import dev.alq.dataset.Normalization;
import dev.alq.dataset.Picture;
import dev.alq.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {

  private static final ImageFolder.Options OPTIONS =
      new ImageFolder.Options(
          8, 10, new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f)), null);

  @TempDir Path folder;

  @BeforeEach
  void writePictures() throws IOException {
    PictureFiles.png(folder.resolve("zebra/b.PNG"), 10, 14, 1);
    PictureFiles.png(folder.resolve("zebra/a.png"), 12, 10, 2);
    PictureFiles.png(folder.resolve("zebra/deeper/c.png"), 30, 20, 3);
    PictureFiles.write(
        folder.resolve("ant/picture.JPEG"),
        PictureFiles.encoded(PictureFiles.random(10, 10, 4), "jpeg"));
    BufferedImage gray = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    gray.getRaster().setSample(8, 8, 0, 120);
    PictureFiles.write(folder.resolve("ant/gray.jpg"), PictureFiles.encoded(gray, "png"));
    Files.writeString(folder.resolve("zebra/readme.txt"), "no picture");
    Files.writeString(folder.resolve("zebra/.hidden.png"), "no picture");
    Files.createDirectories(folder.resolve(".cache"));
  }

  private static float[] image(Dataset data, int index, long draw) {
    float[] image = new float[data.imageShape().size()];
    data.image(index, draw, image, 0);
    return image;
  }

  @Test
  void classesAndPicturesAreSorted() throws IOException {
    ImageFolder data = ImageFolder.open(folder, OPTIONS);
    assertEquals(List.of("ant", "zebra"), data.classNames());
    assertEquals(5, data.size());
    assertEquals(Shape.of(8, 8, 3), data.imageShape());
    int[] labels = {0, 0, 1, 1, 1};
    int[][] sizes = {{10, 10}, {10, 10}, {12, 10}, {10, 14}, {15, 10}};
    for (int i = 0; i < 5; i++) {
      assertEquals(labels[i], data.label(i));
      assertEquals(sizes[i][0], data.picture(i).height(), "picture " + i);
      assertEquals(sizes[i][1], data.picture(i).width(), "picture " + i);
    }
  }

  @Test
  void withoutAugmentationTheMiddleIsTaken() throws IOException {
    ImageFolder data = ImageFolder.open(folder, OPTIONS);
    BufferedImage stored = PictureFiles.random(12, 10, 2);
    float[] image = image(data, 2, 77);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        int rgb = stored.getRGB(x + 1, y + 2);
        for (int c = 0; c < 3; c++) {
          int level = rgb >> (16 - 8 * c) & 255;
          assertEquals(level / 255.0, image[(y * 8 + x) * 3 + c], 1e-6);
        }
      }
    }
    assertArrayEquals(image, image(data, 2, 78), "the draw is ignored");
  }

  @Test
  void grayIsRepeatedAndLargePicturesAreShrunk() throws IOException {
    ImageFolder data = ImageFolder.open(folder, OPTIONS.withSize(16, 16));
    Picture gray = data.picture(0);
    for (int p = 0; p < 256; p++) {
      for (int c = 0; c < 3; c++) {
        assertEquals(p == 8 * 16 + 8 ? 120 : 0, gray.levels()[3 * p + c]);
      }
    }
    Picture shrunk = ImageFolder.open(folder, OPTIONS.withSize(1, 1)).picture(4);
    assertEquals(1, shrunk.height());
    assertEquals(1, shrunk.width());
    // 30 by 20 becomes 1 by 1: each level is the mean of 600 uniform ones.
    for (int c = 0; c < 3; c++) {
      assertEquals(127.5, Byte.toUnsignedInt(shrunk.levels()[c]), 5 * 74 / Math.sqrt(600));
    }
  }

  @Test
  void augmentedEpochsAreTheSameWithAndWithoutCache() throws IOException {
    Augmentation augmentation = Augmentation.Transforms.resizedCropFlip(8);
    Dataset decoded = augmentation.apply(ImageFolder.open(folder, OPTIONS));
    Path cache = folder.resolve(".cache/pictures");
    Dataset cached = augmentation.apply(ImageFolder.open(folder, OPTIONS.withCache(cache)));
    for (int e = 0; e < 3; e++) {
      try (Epoch expected = new DataLoader(decoded, 3, 5).shuffled(e);
          Epoch actual = new DataLoader(cached, 3, 5).shuffled(e)) {
        while (expected.hasNext()) {
          assertArrayEquals(
              expected.next().images().data(), actual.next().images().data(), "epoch " + e);
        }
      }
    }
    assertNotEquals(image(decoded, 3, 1)[0], image(decoded, 3, 2)[0]);
  }

  @Test
  void theContentHashIsThatOfFilesAndLabels() throws IOException {
    String hash = ImageFolder.open(folder, OPTIONS).contentHash();
    Path cache = folder.resolve(".cache");
    ImageFolder cached = ImageFolder.open(folder, OPTIONS.withCache(cache));
    assertEquals(hash, cached.contentHash());
    image(cached, 0, 0);
    assertEquals(hash, ImageFolder.open(folder, OPTIONS.withCache(cache)).contentHash());
    Files.move(folder.resolve("ant"), folder.resolve("bee"));
    assertEquals(hash, ImageFolder.open(folder, OPTIONS).contentHash());
    Files.move(folder.resolve("bee"), folder.resolve("zulu"));
    assertNotEquals(hash, ImageFolder.open(folder, OPTIONS).contentHash());
  }

  @Test
  void classesAreCalledByTheWordsOfSynsets() throws IOException {
    Files.writeString(folder.resolve("synset_words.txt"), "zebra horse, striped\nant big ant\n\n");
    assertEquals(List.of("big ant", "horse"), ImageFolder.open(folder, OPTIONS).classNames());
    Files.writeString(folder.resolve("synset_words.txt"), "zebra horse, striped\n");
    DataFileException refusal =
        assertThrows(DataFileException.class, () -> ImageFolder.open(folder, OPTIONS));
    assertEquals(
        folder.resolve("synset_words.txt") + ": has no words for the class folder ant",
        refusal.getMessage());
  }

  @Test
  void bothPartsHaveTheSameClasses() throws IOException {
    PictureFiles.png(folder.resolve("both/train/x/1.png"), 9, 9, 1);
    PictureFiles.png(folder.resolve("both/train/y/1.png"), 9, 9, 1);
    PictureFiles.png(folder.resolve("both/val/x/1.png"), 9, 9, 1);
    Path root = folder.resolve("both");
    assertRefused("val: lacks the class folder y", root);
    PictureFiles.png(folder.resolve("both/val/y/1.png"), 9, 9, 2);
    ImageFolder.Parts parts = ImageFolder.load(root, OPTIONS);
    assertEquals(2, parts.test().size());
    assertEquals(parts.train().classNames(), parts.test().classNames());
    PictureFiles.png(folder.resolve("both/val/z/1.png"), 9, 9, 2);
    assertRefused("has a class folder that " + root.resolve("train") + " has not: z", root);
    assertRefused("train: no such folder", folder.resolve("ant"));
    Path alone = folder.resolve("alone");
    PictureFiles.png(alone.resolve("train/x/1.png"), 9, 9, 1);
    assertRefused("has no folder val/ or test/ beside train/", alone);
  }

  /** The words may lie in one of the folders alone. */
  @Test
  void bothPartsCallClassesByTheSameWords() throws IOException {
    Path root = folder.resolve("both");
    for (String part : List.of("train", "val")) {
      PictureFiles.png(root.resolve(part + "/n1/1.png"), 9, 9, 1);
      PictureFiles.png(root.resolve(part + "/n2/1.png"), 9, 9, 2);
    }
    Files.writeString(root.resolve("train/synset_words.txt"), "n1 tench\nn2 shark\n");
    ImageFolder.Parts parts = ImageFolder.load(root, OPTIONS);
    assertEquals(List.of("tench", "shark"), parts.train().classNames());
    assertEquals(parts.train().preprocessing(), parts.test().preprocessing());
  }

  private static void assertRefused(String words, Path root) {
    DataFileException refusal =
        assertThrows(DataFileException.class, () -> ImageFolder.load(root, OPTIONS), words);
    String message = String.valueOf(refusal.getMessage());
    assertEquals(true, message.contains(words), message);
  }
}
