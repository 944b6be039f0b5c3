/** JSON as Java values, for Limpid's own modules; not part of what is published. */
package dev.limpid.layers.json;
