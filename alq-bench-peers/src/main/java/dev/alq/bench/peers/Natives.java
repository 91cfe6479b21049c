package dev.alq.bench.peers;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the peers unpack their native libraries. */
final class Natives {

  private Natives() {}

  /** Points a system property at a folder beside that of the class path, unless it is set. */
  static void keepBesideClassPath(String property) {
    if (System.getProperty(property) != null) {
      return;
    }
    try {
      Path jar = Path.of(Natives.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path libraries = jar.toAbsolutePath().getParent();
      Path build = libraries == null ? null : libraries.getParent();
      if (build != null) {
        System.setProperty(property, build.resolve("natives").toString());
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e); // the class path is made of files
    }
  }
}
