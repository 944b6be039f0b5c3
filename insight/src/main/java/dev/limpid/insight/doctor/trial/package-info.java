/** Causes that lie in a setting, and what trials of it say of them. */
package dev.limpid.insight.doctor.trial;
