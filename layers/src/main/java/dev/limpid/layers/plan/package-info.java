/**
 * The plan of a network's memory: who takes what from whom, which tensors are kept for the backward
 * pass, and which take turns. It knows numbers, sizes and a few traits of layers, and no layer.
 */
package dev.limpid.layers.plan;
