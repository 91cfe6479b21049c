package dev.alq.train;

import dev.alq.container.Hashes;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run is: everything that decides its result. On one type of machine, by one version and set
 * of kernels, two runs of equal descriptions lead to the same bytes.
 *
 * @param recipe the recipe in full, as JSON
 * @param seed where all randomness comes from
 * @param dataHash hash of the training data, as the data set states it
 * @param facts what else decides the result, by name, such as the network
 */
public record RunDescription(String recipe, long seed, String dataHash, Map<String, String> facts) {

  private static final char NUL = '\0';
  private static final char LINE_BREAK = '\n';

  /** Takes a copy of the facts that keeps their order; refuses what would make hashes ambiguous. */
  public RunDescription {
    requireNone(recipe, NUL);
    facts.forEach((name, value) -> {
      requireNone(name, NUL, LINE_BREAK);
      requireNone(value, NUL, LINE_BREAK);
    });
    requireNone(dataHash, NUL, LINE_BREAK);
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /**
   * One hash over everything.
   *
   * @return 64 hexadecimal digits; equal for equal descriptions only
   */
  public String hash() {
    StringBuilder text = new StringBuilder().append(seed).append('\n').append(dataHash);
    new TreeMap<>(facts)
        .forEach((name, value) -> text.append('\n').append(name).append('\0').append(value));
    return sha256(text.append('\n').append(recipe).toString());
  }

  /** The same run by another recipe. */
  RunDescription withRecipe(String other) {
    return new RunDescription(other, seed, dataHash, facts);
  }

  /** The first thing in which another description differs, in words; empty if they are equal. */
  Optional<String> difference(RunDescription other) {
    if (!recipe.equals(other.recipe)) {
      return Optional.of("another recipe");
    }
    if (seed != other.seed) {
      return Optional.of("the seed " + seed + ", not " + other.seed);
    }
    for (String name : facts.keySet()) {
      String otherValue = other.facts.get(name);
      if (!String.valueOf(facts.get(name)).equals(otherValue)) {
        return Optional.of("the " + name + " " + facts.get(name) + ", not " + otherValue);
      }
    }
    if (!facts.keySet().equals(other.facts.keySet())) {
      return Optional.of("other facts: " + facts.keySet() + ", not " + other.facts.keySet());
    }
    return dataHash.equals(other.dataHash)
        ? Optional.empty()
        : Optional.of("other data: hash " + dataHash + ", not " + other.dataHash);
  }

  private static void requireNone(String text, char... characters) {
    for (char character : characters) {
      if (text.indexOf(character) >= 0) {
        throw new IllegalArgumentException(
            "a run's description must not hold the character " + (int) character);
      }
    }
  }

  private static String sha256(String text) {
    return Hashes.sha256(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
  }
}
