/** Who may gather population statistics, and who puts them back. */
package dev.limpid.insight.population;
