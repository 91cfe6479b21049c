package dev.alq.packed;

import java.util.Objects;

/**
 * Where a model comes from. Nothing here differs between two equal runs: no time, threads, paths or
 * kernels, nor whether a run was interrupted, so equal runs give equal files.
 *
 * @param dataHash hash of the training data, as the data set states it; may be empty
 * @param recipe the recipe the model was trained by, in full or by name; may be empty
 * @param seed the seed of the run
 * @param libraryVersion version of the library that trained the model; may be empty
 */
public record Provenance(String dataHash, String recipe, long seed, String libraryVersion) {

  /**
   * A model that this version of the library trains. The version is that of the jar's manifest,
   * {@code development} where classes do not come from a jar.
   *
   * @param dataHash hash of the training data, as the data set states it; may be empty
   * @param recipe the recipe, in full or by name; may be empty
   * @param seed the seed of the run
   * @return where it comes from
   */
  public static Provenance of(String dataHash, String recipe, long seed) {
    String version = Provenance.class.getPackage().getImplementationVersion();
    return new Provenance(
        dataHash, recipe, seed, Objects.requireNonNullElse(version, "development"));
  }
}
