/**
 * Causes that lie in the labels. Wrong labels show in many ways, and none of them is sure alone:
 * {@code NoisyLabels} asks each sign in turn, by what the network takes images for, and by what a
 * linear classifier does that can learn no image by heart. Counts of classes are told apart from
 * labels that were moved between them.
 */
package dev.limpid.insight.doctor.labels;
