package dev.alq.packed;

import dev.alq.container.ContainerException;
import dev.alq.container.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Packed models in files: a safetensors container whose metadata holds the graph. The format is
 * described in {@code docs/format.md}. Equal models give equal bytes.
 */
public final class PackedModelFile {

  private PackedModelFile() {}

  /**
   * Writes a model. If that fails, an existing file stays as it was.
   *
   * @param model the model; not modified
   * @param target the file to create or replace
   * @return the size of the file in bytes
   * @throws IllegalArgumentException if more than 4,096 multi-bit weights come to each byte of the
   *     file, which {@link #read} would refuse
   * @throws IOException if the file cannot be written
   */
  public static long write(PackedModel model, Path target) throws IOException {
    var container = ModelWriter.container(model);
    container.write(target);
    return container.bytes();
  }

  /**
   * The size of a model's file, to the byte, without writing it.
   *
   * @param model the model; not modified
   * @return the size in bytes
   * @throws IllegalArgumentException if {@link #write} would refuse the model
   */
  public static long bytes(PackedModel model) {
    return ModelWriter.container(model).bytes();
  }

  /**
   * Whether a file says that it holds a packed model, of whatever version. It may be damaged all
   * the same; {@link #read} finds that out.
   *
   * @param path the file
   * @return false for a file of another kind
   * @throws IOException if the file cannot be read
   */
  public static boolean isOne(Path path) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      return FormatNames.FORMAT_VALUE.equals(file.metadata().get(FormatNames.FORMAT));
    } catch (ContainerException e) {
      return false;
    }
  }

  /**
   * Reads a model and checks that every byte of the file is as it was written. The model shares
   * nothing with the file, which may be changed, cut or deleted afterwards. A change during this
   * call is noticed as well: what is built is what was checked.
   *
   * @param path the file
   * @return the model
   * @throws PackedModelException if the file does not hold a packed model of a known version, is
   *     incomplete or was changed
   * @throws IOException if the file cannot be read
   */
  public static PackedModel read(Path path) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      // A large file that is no model is found out before it takes memory.
      new ModelReader(file).requireIntact();
      try (SafetensorsFile copy = file.copy()) {
        return new ModelReader(copy).read();
      }
    } catch (ContainerException e) {
      throw new PackedModelException(String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new PackedModelException(path + ": " + e.getMessage(), e);
    } catch (InternalError e) {
      throw new PackedModelException(path + ": the file was cut while it was read", e);
    }
  }
}
