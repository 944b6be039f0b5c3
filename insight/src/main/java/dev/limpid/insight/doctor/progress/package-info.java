/** How a training got on: its losses against that of guessing, and its steps. */
package dev.limpid.insight.doctor.progress;
