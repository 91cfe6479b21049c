package dev.alq.examples.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
import dev.alq.examples.PictureFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Training on the user's own folders of pictures. */
class PictureCommandsTest {

  @TempDir private Path folder;

  private Attempt runs(int exit, String... args) {
    Attempt attempt = Attempt.in(folder, args);
    assertEquals(exit, attempt.exit(), attempt.err());
    return attempt;
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void aNetworkIsQuantizedAndTestedOnPictures() throws IOException {
    String images = PictureFolders.write(folder.resolve("pictures")).toString();
    String model = path("pictures.alq");
    JsonNode result =
        runs(
                0,
                "quantize",
                "vgg-small",
                "--width",
                "0.125",
                "--pictures",
                images,
                "--cache",
                path("cache"),
                "--json",
                "--out",
                model)
            .json();
    assertEquals("vgg-small-0.125", result.get("model").asString());
    assertEquals("folder", result.get("data").asString());
    assertEquals(PictureFolders.TEST, result.get("testImages").asInt());
    assertTrue(Files.isDirectory(folder.resolve("cache")));
    JsonNode score = runs(0, "eval", model, "--pictures", images, "--json").json();
    assertEquals(result.get("packedTestTop1").asDouble(), score.get("top1").asDouble(), 1e-9);
    assertEquals("blue", score.get("classNames").get(0).asString());
    assertTrue(score.get("trainedOnThisData").isNull());
  }

  @Test
  void theWholeFolderIsCheckedBeforeTraining() throws IOException {
    Path images = PictureFolders.write(folder.resolve("pictures"));
    Files.move(images.resolve("val/red"), images.resolve("val/crimson"));
    Attempt unknown = runs(1, "train", "vgg-small", "--pictures", images.toString());
    assertTrue(unknown.err().contains("lacks the class folder red"), unknown.err());
    Attempt none = runs(1, "train", "resnet18", "--pictures", path("none"));
    assertTrue(none.err().contains("none"), none.err());
    assertEquals(1, none.err().lines().count(), none.err());
  }

  /** A recipe from a file is taken as it is; that of the network keeps the size of a picture. */
  @Test
  void anAugmentationForOtherPicturesLeavesNoFolder() throws IOException {
    String images = PictureFolders.write(folder.resolve("pictures")).toString();
    String config = path("r.json");
    Files.writeString(Path.of(config), runs(0, "recipe", "vgg-small").out());
    Attempt wrong =
        runs(
            1,
            "quantize",
            "vgg-small",
            "--width",
            "0.125",
            "--pictures",
            images,
            "--config",
            config,
            "--run",
            path("run"));
    assertTrue(wrong.err().contains("does not fit vgg-small"), wrong.err());
    assertTrue(wrong.err().contains("where [32, 32, 3] is due"), wrong.err());
    assertEquals(1, wrong.err().lines().count(), wrong.err());
    assertFalse(Files.exists(folder.resolve("run")));
  }

  @Test
  void theSideOfARunIsKnownToItsFolder() throws IOException {
    String images = PictureFolders.write(folder.resolve("pictures")).toString();
    String run = path("run");
    runs(0, "train", "resnet18", "--pictures", images, "--side", "16", "--run", run, "--seed", "3");
    runs(0, "report", run, "--pictures", images);
    String page = Files.readString(folder.resolve("run/report.html"));
    assertFalse(page.contains("not tested"), page);
    runs(0, "train", "--pictures", images, "--run", run, "--resume");
    Attempt other = runs(1, "train", "--pictures", images, "--side", "8", "--run", run, "--resume");
    String misfit = "makes [16, 16, 3] of the first picture where [8, 8, 3] is due";
    assertTrue(other.err().contains(misfit), other.err());
  }

  @Test
  void aPictureThatCannotBeTestedOnLeavesTheModel() throws IOException {
    Path images = PictureFolders.write(folder.resolve("pictures"));
    Path picture = picturesIn(images.resolve("val/red")).getFirst();
    Files.writeString(picture, "no picture");
    String model = path("pictures.alq");
    Attempt attempt = runs(1, "train", "lenet5", "--pictures", images.toString(), "--out", model);
    String expected = "alq: " + model + " is written but could not be tested: " + picture;
    assertTrue(attempt.err().contains(expected), attempt.err());
    Files.delete(picture);
    runs(0, "eval", model, "--pictures", images.toString());
  }

  @Test
  void aRunOnPicturesIsReportedWithoutThem() throws IOException {
    Path images = PictureFolders.write(folder.resolve("pictures"));
    runs(0, "train", "lenet5", "--pictures", images.toString(), "--run", path("run"));
    runs(0, "report", path("run"));
    String page = Files.readString(folder.resolve("run/report.html"));
    assertTrue(page.contains("not tested: the run learnt from pictures: name their folder"), page);
    Files.writeString(picturesIn(images.resolve("val/red")).getFirst(), "no picture");
    runs(0, "report", path("run"), "--pictures", images.toString());
    page = Files.readString(folder.resolve("run/report.html"));
    assertTrue(page.contains("not tested: " + images.resolve("val/red")), page);
  }

  private static List<Path> picturesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void dataThatDoNotFitTheNetworkAreRefused() throws IOException {
    Attempt digits = runs(1, "quantize", "vgg-small", "--dataset", "synthetic");
    assertEquals(
        "alq: vgg-small takes images 32×32×3; synthetic has [28, 28, 1]", digits.err().strip());
    String images = PictureFolders.write(folder.resolve("pictures")).toString();
    Attempt small = runs(1, "quantize", "vgg-small", "--pictures", images, "--side", "16");
    assertTrue(small.err().contains("folder has [16, 16, 3]"), small.err());
    Attempt both = runs(2, "quantize", "lenet5", "--pictures", images, "--dataset", "mnist");
    assertTrue(both.err().contains("either --pictures"), both.err());
  }

  @Test
  void optionsForPicturesAreRefusedForOtherImages() {
    Attempt side = runs(2, "quantize", "lenet5", "--dataset", "synthetic", "--side", "32");
    assertTrue(
        side.err().startsWith("alq: --side is for files of pictures, which synthetic is not"),
        side.err());
    Attempt cache = runs(2, "quickstart", "--cache", path("cache"));
    assertTrue(
        cache.err().startsWith("alq: --cache is for files of pictures, which mnist is not"),
        cache.err());
  }

  @Test
  void dataThatAreNotThereAreNamed() {
    Attempt cifar = runs(1, "quantize", "vgg-small", "--data", folder.toString());
    assertTrue(cifar.err().contains("cifar10"), cifar.err());
    Attempt photographs = runs(1, "train", "resnet34", "--data", folder.toString());
    assertTrue(photographs.err().contains("imagenet"), photographs.err());
    Attempt nowhere = runs(1, "train", "resnet34");
    assertTrue(nowhere.err().contains("holds imagenet/ by --data or ALQ_DATA"), nowhere.err());
  }
}
