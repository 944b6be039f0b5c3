/** Confusion matrices of many classes, for what writes and draws them. */
package dev.limpid.train.confusion;
