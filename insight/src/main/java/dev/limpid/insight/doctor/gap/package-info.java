/** Causes that the decomposition of the gap tells apart. */
package dev.limpid.insight.doctor.gap;
