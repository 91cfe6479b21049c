package dev.alq.rules.sample.kernel;

/** Breaks no rule. */
public final class Innocent {
  final int[] words = new int[1];
}
