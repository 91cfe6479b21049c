/** What tests of several packages share: random operands, comparison with an oracle, errors. */
@NullMarked
package dev.alq.testing;

import org.jspecify.annotations.NullMarked;
