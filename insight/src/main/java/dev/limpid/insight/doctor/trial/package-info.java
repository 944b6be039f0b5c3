/** What trials say of findings that blame a setting. */
package dev.limpid.insight.doctor.trial;
