/**
 * What the programs of the house have in common: a command line whose failures are one line each.
 */
package dev.limpid.cli.program;
