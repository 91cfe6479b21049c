package dev.alq.examples.console;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of the program and of all its modules. */
public final class Version implements IVersionProvider {

  /** As the jar's manifest states it; "development" for classes outside of a jar. */
  public static final String NUMBER =
      Objects.requireNonNullElse(
          Version.class.getPackage().getImplementationVersion(), "development");

  /** Knows the version without being told. */
  public Version() {}

  @Override
  public String[] getVersion() {
    return new String[] {"alq " + NUMBER + " on Java " + Runtime.version()};
  }
}
