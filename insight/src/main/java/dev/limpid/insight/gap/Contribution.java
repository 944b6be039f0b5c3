package dev.limpid.insight.gap;

/** What a term contributes to a gap. */
public record Contribution(Term term, Estimate estimate) {}
