package dev.alq.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.dataset.DataLoader;
import dev.alq.dataset.Epoch;
import dev.alq.dataset.Normalization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HostileImageFolderTest {

  private static final ImageFolder.Options OPTIONS = ImageFolder.Options.ILSVRC12.withSize(8, 8);

  @TempDir Path folder;

  private <E extends Exception> void assertRefused(Class<E> type, String words) {
    E refusal = assertThrows(type, () -> ImageFolder.open(folder, OPTIONS), words);
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.startsWith(folder.toString()) && message.contains(words), message);
  }

  private static String causeOf(UncheckedIOException failure) {
    return String.valueOf(
        assertInstanceOf(DataFileException.class, failure.getCause()).getMessage());
  }

  @Test
  void foldersWithoutPicturesAreNamed() throws IOException {
    assertRefused(DataFileException.class, "holds no class folders");
    Files.createDirectories(folder.resolve("empty"));
    assertRefused(DataFileException.class, "empty: this class folder holds no picture");
    Path missing = folder.resolve("missing");
    DataFileException refusal =
        assertThrows(DataFileException.class, () -> ImageFolder.open(missing, OPTIONS));
    assertEquals(
        missing + ": no such folder; it must hold a folder for each class", refusal.getMessage());
  }

  @Test
  void linksInACircleAndToNowhereAreNamed() throws IOException {
    PictureFiles.png(folder.resolve("class/a.png"), 8, 8, 1);
    Path link = folder.resolve("class/back");
    Files.createSymbolicLink(link, folder);
    assertRefused(DataFileException.class, "a link back to a folder around it");
    Files.delete(link);
    Files.createSymbolicLink(link, link);
    Files.move(link, folder.resolve("class/self.png"));
    assertRefused(IOException.class, "self.png");
    Files.delete(folder.resolve("class/self.png"));
    Files.createSymbolicLink(folder.resolve("class/b.png"), folder.resolve("nothing.png"));
    assertRefused(IOException.class, "b.png");
  }

  /** Labels are numbers of class folders in order: without one of them the others would shift. */
  @Test
  void aClassThatIsALinkToNowhereIsNamed() throws IOException {
    PictureFiles.png(folder.resolve("a/x.png"), 8, 8, 1);
    PictureFiles.png(folder.resolve("c/x.png"), 8, 8, 1);
    Path link = folder.resolve("b");
    for (Path nowhere : List.of(folder.resolve("nothing"), link)) {
      Files.createSymbolicLink(link, nowhere);
      DataFileException refusal =
          assertThrows(DataFileException.class, () -> ImageFolder.open(folder, OPTIONS));
      assertEquals(link + ": a link to nothing", refusal.getMessage());
      Files.delete(link);
    }
    Files.createSymbolicLink(folder.resolve(".hidden"), folder.resolve("nothing"));
    assertEquals(2, ImageFolder.open(folder, OPTIONS).size());
  }

  @Test
  void picturesOfFiveChannelsAreRefused() {
    Normalization five = new Normalization(Collections.nCopies(5, 0f), Collections.nCopies(5, 1f));
    assertThrows(IllegalArgumentException.class, () -> new ImageFolder.Options(8, 8, five, null));
  }

  @Test
  void foldersTooDeepAreRefused() throws IOException {
    Path deep = folder.resolve("class");
    for (int depth = 0; depth < 40; depth++) {
      deep = deep.resolve("d");
    }
    PictureFiles.png(deep.resolve("a.png"), 8, 8, 1);
    assertRefused(DataFileException.class, "folders inside each other");
  }

  @Test
  void aDamagedPictureEndsTheEpochWithItsName() throws IOException {
    for (int i = 0; i < 9; i++) {
      PictureFiles.png(folder.resolve("class/" + i + ".png"), 8, 8, i);
    }
    byte[] jpeg = PictureFiles.encoded(PictureFiles.random(64, 64, 1), "jpeg");
    Path bad = folder.resolve("class/5.png");
    Files.write(bad, Arrays.copyOf(jpeg, jpeg.length / 2));
    ImageFolder data = ImageFolder.open(folder, OPTIONS);
    try (Epoch epoch = new DataLoader(data, 4, 1).inOrder()) {
      assertEquals(4, epoch.next().size());
      UncheckedIOException failure = assertThrows(UncheckedIOException.class, epoch::next);
      DataFileException cause = assertInstanceOf(DataFileException.class, failure.getCause());
      assertTrue(String.valueOf(cause.getMessage()).startsWith(bad + ": damaged picture"));
    }
  }

  @Test
  void aPictureThatVanishesIsNamed() throws IOException {
    Path file = PictureFiles.png(folder.resolve("class/a.png"), 8, 8, 1);
    ImageFolder plain = ImageFolder.open(folder, OPTIONS);
    ImageFolder cached = ImageFolder.open(folder, OPTIONS.withCache(folder.resolve(".cache")));
    Files.delete(file);
    for (ImageFolder data : new ImageFolder[] {plain, cached}) {
      UncheckedIOException failure =
          assertThrows(UncheckedIOException.class, () -> data.picture(0));
      assertEquals(file + ": no such file", causeOf(failure));
    }
    assertThrows(NoSuchFileException.class, () -> Files.size(file));
  }

  @Test
  void stripsThatWouldExplodeAreRefused() throws IOException {
    Path file = PictureFiles.png(folder.resolve("class/a.png"), 1, 65, 1);
    ImageFolder data = ImageFolder.open(folder, OPTIONS);
    UncheckedIOException failure = assertThrows(UncheckedIOException.class, () -> data.picture(0));
    assertEquals(
        file + ": 65 by 1 pixels: one side is more than 64 times the other", causeOf(failure));
  }
}
