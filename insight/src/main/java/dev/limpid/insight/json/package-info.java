/** Records as JSON: how the file of a run is written and read. */
package dev.limpid.insight.json;
