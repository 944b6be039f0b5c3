package dev.limpid.layers.plan;

/**
 * What a plan has to know of a layer.
 *
 * @param outputSize how many values it puts out for one sample
 * @param worksInPlace whether its output may be the tensor of its first input
 * @param differentiatesInPlace whether the gradient by its first input may be the tensor of that by
 *     its output
 * @param keepsInput whether its backward pass reads what it took
 * @param keepsOutput whether its backward pass reads what it put out
 */
public record Traits(
    int outputSize,
    boolean worksInPlace,
    boolean differentiatesInPlace,
    boolean keepsInput,
    boolean keepsOutput) {}
