package dev.alq.data;

import dev.alq.dataset.Preprocessing;

/**
 * How a picture of any making becomes what a network was trained on.
 *
 * @param ink what the picture is drawn with
 * @param placement how the picture gets the size of the input
 */
public record Fitting(Ink ink, Placement placement) {

  /** How a picture gets the size of a network's input. */
  public enum Placement {
    /** The whole picture, whatever its proportions. */
    STRETCHED,
    /** What is drawn is cut out and placed as in MNIST; for gray networks only. */
    CENTRED
  }

  /**
   * What fits most pictures. Networks for colour take the whole picture as it is; gray ones are
   * taken for networks of digits, whose pictures are centred unless they have the network's size,
   * and whose ink is guessed from the border.
   *
   * @param picture the picture
   * @param preprocessing what the network was trained with
   * @return the guess
   */
  public static Fitting guess(ImageFile picture, Preprocessing preprocessing) {
    if (preprocessing.channels() != 1) {
      return new Fitting(Ink.LIGHT_ON_DARK, Placement.STRETCHED);
    }
    boolean fits =
        picture.width() == preprocessing.width() && picture.height() == preprocessing.height();
    return new Fitting(picture.borderInk(), fits ? Placement.STRETCHED : Placement.CENTRED);
  }
}
