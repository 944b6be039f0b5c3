/** What findings are called, and how they write figures. */
package dev.limpid.insight.doctor.words;
