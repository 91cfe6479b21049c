package dev.alq.examples;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of the program and of all its modules. */
final class Version implements IVersionProvider {

  /** As the jar's manifest states it; "development" for classes outside of a jar. */
  static final String NUMBER =
      Objects.requireNonNullElse(
          Version.class.getPackage().getImplementationVersion(), "development");

  @Override
  public String[] getVersion() {
    return new String[] {"alq " + NUMBER + " on Java " + Runtime.version()};
  }
}
