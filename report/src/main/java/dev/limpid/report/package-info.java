/**
 * The report of a run: one HTML file that holds everything it shows and opens without a network.
 *
 * <p>{@link dev.limpid.report.RunReport} writes it while a training runs; {@link
 * dev.limpid.report.HtmlReport} makes it of a {@link dev.limpid.insight.run.RunRecord} alone, and
 * {@link dev.limpid.report.Comparison} makes one page of several. Other pages are made of {@link
 * dev.limpid.report.Page} and {@link dev.limpid.report.RunFigures}, and documents that show
 * pictures of {@link dev.limpid.report.Picture}.
 *
 * <p>How a page comes to be: a section ({@code CurvesSection}, {@code GapSection} ...) picks
 * figures from the record and puts them into a {@code Figure}, which is a chart and the table of
 * its numbers. A chart is plain SVG that is drawn here, once for a wide page and once for a phone;
 * a few lines of script show the table's numbers at the pointer. Colours are CSS variables, for
 * light and dark.
 */
package dev.limpid.report;
