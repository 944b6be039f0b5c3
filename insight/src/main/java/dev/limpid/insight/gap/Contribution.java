package dev.limpid.insight.gap;

/** The contribution of a term to a gap. */
public record Contribution(Term term, Estimate estimate) {}
