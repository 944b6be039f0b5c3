/**
 * Images for the benchmark of planted faults: several generators that differ in what makes a class,
 * and views that change images or labels.
 */
package dev.limpid.bench.faults.images;
