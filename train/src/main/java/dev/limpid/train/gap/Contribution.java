package dev.limpid.train.gap;

/** What a term contributes to a gap. */
public record Contribution(Term term, Estimate estimate) {}
