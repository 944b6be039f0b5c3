/** How prose is laid out on the console. */
package dev.limpid.cli.text;
