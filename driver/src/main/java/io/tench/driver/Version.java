package io.tench.driver;

/** Which Tench this is. */
public final class Version {
  private Version() {}

  /** The version that the build wrote into the jar, with the commit that it was built from. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
