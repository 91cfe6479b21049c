package dev.alq.data;

/** What a gray picture is drawn with. Networks trained on digits know light ink only. */
public enum Ink {
  /** As in MNIST: levels are taken as they are. */
  LIGHT_ON_DARK,
  /** As on paper: each level is replaced by 255 minus itself before it is normalised. */
  DARK_ON_LIGHT
}
