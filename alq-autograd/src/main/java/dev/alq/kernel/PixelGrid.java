package dev.alq.kernel;

/**
 * Where the pixels of a small square lie in an array: pixel (i, j) begins {@code i·rowStep +
 * j·columnStep} after the first, and its channels follow each other. A square may be read backwards
 * (negative steps), and the 36 products of a Winograd tile, far apart, are a square like any other.
 *
 * @param rowStep distance between rows
 * @param columnStep distance between columns
 */
public record PixelGrid(int rowStep, int columnStep) {}
