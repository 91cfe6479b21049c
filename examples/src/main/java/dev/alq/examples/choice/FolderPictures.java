package dev.alq.examples.choice;

import dev.alq.data.ImageFolder;
import dev.alq.dataset.Normalization;
import dev.alq.examples.console.WrongUsage;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How pictures in class folders become inputs of a network.
 *
 * @param side height and width of the inputs
 * @param normalization from levels to inputs
 * @param cache where decoded pictures are kept, or null
 */
public record FolderPictures(int side, Normalization normalization, @Nullable Path cache) {

  /** The side that networks for pictures of any size usually take. */
  public static final int USUAL_SIDE = ImageFolder.Options.ILSVRC12.side();

  /** Inputs smaller than this show the whole shorter side of a picture. */
  private static final int SMALLEST_CUT = 64;

  /**
   * Checks the side.
   *
   * @throws WrongUsage if the side is less than 1
   */
  public FolderPictures {
    if (side < 1) {
      throw new WrongUsage("--side must be at least 1, not " + side);
    }
  }

  /**
   * How they are cut: larger inputs from the middle in ILSVRC12's proportion, 224 of 256 pixels.
   *
   * @return how the folder is read
   */
  public ImageFolder.Options options() {
    ImageFolder.Options usual = ImageFolder.Options.ILSVRC12;
    int shorter =
        side < SMALLEST_CUT ? side : Math.ceilDiv(side * usual.shorterSide(), usual.side());
    return new ImageFolder.Options(side, shorter, normalization, cache);
  }
}
