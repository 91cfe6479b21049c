/**
 * {@code alq report}: a run folder as a page of one file, with tables and charts, that loads
 * nothing from anywhere. {@link dev.alq.examples.report.ReportCommand} is the entry point. May
 * import the library, {@code command}, {@code run}, {@code choice} and {@code console}.
 */
@NullMarked
package dev.alq.examples.report;

import org.jspecify.annotations.NullMarked;
