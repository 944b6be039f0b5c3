/**
 * Says what is wrong with a training, with which evidence, and what to change.
 *
 * <p>{@link dev.limpid.insight.doctor.Doctor} reads the {@linkplain
 * dev.limpid.insight.run.RunRecord record of a run}. Each cause is a small class of its own with
 * its statistic, its threshold and where the threshold comes from; it looks at what follows from
 * the cause, never at settings alone.
 */
package dev.limpid.insight.doctor;
