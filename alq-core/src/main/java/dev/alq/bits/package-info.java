/**
 * Bits packed into words. {@link dev.alq.bits.BitMatrix} is where to start. May import {@code
 * kernel}.
 *
 * <p><b>Layout</b>, for everything in this package and everyone who reads its words:
 *
 * <ul>
 *   <li>A word is a {@code long}, 64 bits. Bit {@code c} of a row is bit {@code c mod 64} of the
 *       row's word {@code c / 64}, the least significant bit first: {@code (word >>> (c % 64)) &
 *       1}.
 *   <li>Rows follow each other; each starts at a word of its own, so a row of {@code n} bits takes
 *       {@code ⌈n/64⌉} words.
 *   <li>A set bit means +1. In a basis of ±1 a clear bit means -1; in a plane of 0 and 1 it means
 *       0.
 *   <li>The tail bits, those of a row's last word from {@code n} on, are always zero. {@link
 *       dev.alq.bits.BitMatrix} guarantees that: it never sets one and refuses packed bytes in
 *       which one is set.
 *   <li>As bytes, in files, each row is padded to whole bytes, again the least significant bit
 *       first and with a zero tail: bit {@code c} of a row is bit {@code c mod 8} of its byte
 *       {@code c / 8}.
 * </ul>
 */
@NullMarked
package dev.alq.bits;

import org.jspecify.annotations.NullMarked;
