/**
 * Pages of one file, with tables and charts, that load nothing from anywhere. {@link
 * dev.alq.examples.report.HtmlPage} is the entry point. Imports nothing of this project.
 */
@NullMarked
package dev.alq.examples.report;

import org.jspecify.annotations.NullMarked;
