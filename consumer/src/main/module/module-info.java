/** A user's module. */
module org.example.consumer {
  requires dev.limpid.report;
}
