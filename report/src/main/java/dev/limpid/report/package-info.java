/**
 * The report of a run: one HTML file that holds everything it shows and opens without a network.
 *
 * <p>{@link dev.limpid.report.RunReport} writes it while a training runs; {@link
 * dev.limpid.report.HtmlReport} makes it of a {@link dev.limpid.insight.run.RunRecord} alone, and
 * {@link dev.limpid.report.Comparison} makes one page of several. {@link
 * dev.limpid.report.LearningRatePage} shows a learning-rate range test, and {@link
 * dev.limpid.report.LookPage} what a network sees in images.
 *
 * <p>How a page comes to be: a section ({@code CurvesSection}, {@code GapSection} ...) picks
 * figures from the record; the package {@code page} has what draws them.
 */
package dev.limpid.report;
