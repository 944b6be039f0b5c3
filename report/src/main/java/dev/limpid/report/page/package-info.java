/**
 * The parts that pages are made of, for the library's own pages and those of the command line. A
 * {@link dev.limpid.report.page.Page} has sections; a section has {@linkplain
 * dev.limpid.report.page.Figure figures}, each a {@link dev.limpid.report.page.Chart} and the
 * {@link dev.limpid.report.page.Table} of its numbers. {@link dev.limpid.report.page.RunFigures}
 * and {@link dev.limpid.report.page.GapFigures} are figures of runs that several pages show, and
 * {@link dev.limpid.report.page.Picture} makes one file of figures for documents that show
 * pictures.
 *
 * <p>A chart is plain SVG that is drawn here, once for a wide page and once for a phone; a few
 * lines of script show the table's numbers at the pointer. Colours are CSS variables, for light and
 * dark.
 */
package dev.limpid.report.page;
