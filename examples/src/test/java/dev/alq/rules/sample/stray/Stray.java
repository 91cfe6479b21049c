package dev.alq.rules.sample.stray;

/** Stands in a package that the table does not know. */
final class Stray {}
