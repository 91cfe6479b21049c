package dev.alq.rules;

/**
 * One Java file of the project.
 *
 * @param module its Maven module's folder
 * @param main whether it is shipped, as opposed to a test
 * @param packageName its package
 * @param name its file name
 * @param text its contents
 */
record SourceFile(String module, boolean main, String packageName, String name, String text) {

  /** A sample of a shipped library file. */
  static SourceFile library(String name, String text) {
    return new SourceFile("alq-core", true, "dev.alq.bits", name, text);
  }

  @Override
  public String toString() {
    return module + ":" + packageName + "/" + name;
  }
}
