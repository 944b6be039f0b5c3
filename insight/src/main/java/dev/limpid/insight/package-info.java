/**
 * What explains a training. {@link dev.limpid.insight.Observation} listens to one and measures; the
 * packages beside it are what it measures ({@code gap}, {@code health}), the record of a run that
 * holds all of it ({@code run}), and the doctor, who reads records ({@code doctor}).
 */
package dev.limpid.insight;
