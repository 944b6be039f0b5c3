package dev.limpid.cli;

/** How a command prints what it found. */
enum OutputFormat {
  /** For people. */
  TEXT,
  /** A table with a line of names. */
  CSV,
  /** One document. */
  JSON
}
