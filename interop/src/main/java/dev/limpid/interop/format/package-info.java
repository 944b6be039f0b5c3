/**
 * What the readers and writers of all formats share: the formats, what reading a model gives, and
 * how a model is refused.
 */
package dev.limpid.interop.format;
