/**
 * The rules that the whole source tree keeps, as tests. They stand in this module because it alone
 * sees every other one. Each rule is also shown a small sample that breaks it.
 */
@NullMarked
package dev.alq.rules;

import org.jspecify.annotations.NullMarked;
