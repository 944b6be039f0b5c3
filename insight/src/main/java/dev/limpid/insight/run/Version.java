package dev.limpid.insight.run;

/** The version of Limpid. */
public final class Version {
  /** As in the build. */
  public static final String LIMPID = "0.1.0-SNAPSHOT";

  private Version() {}
}
