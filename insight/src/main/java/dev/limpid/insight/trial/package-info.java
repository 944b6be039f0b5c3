/** Changes that were tried on the training itself, for a few steps, and what came of them. */
package dev.limpid.insight.trial;
