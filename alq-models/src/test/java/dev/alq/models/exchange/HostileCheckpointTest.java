package dev.alq.models.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HostileCheckpointTest {

  @TempDir Path folder;

  private void assertRefused(byte[] content, String words) throws IOException {
    Path file = Files.write(folder.resolve("hostile.bin"), content);
    IOException refusal =
        assertThrows(IOException.class, () -> Pretrained.load(Fixtures.network(), file), words);
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.startsWith(file + ": "), message);
    assertTrue(message.contains(words), message);
  }

  /** An archive like PyTorch's around a pickle. */
  private static byte[] zip(byte[] pickle, int method) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry("archive/data.pkl");
      entry.setMethod(method);
      if (method == ZipEntry.STORED) {
        CRC32 checksum = new CRC32();
        checksum.update(pickle);
        entry.setSize(pickle.length);
        entry.setCrc(checksum.getValue());
      }
      zip.putNextEntry(entry);
      zip.write(pickle);
    }
    return bytes.toByteArray();
  }

  /** A pickle from text and the bytes \x00 … \xff. */
  private static byte[] pickle(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void assertPickleRefused(String pickle, String words) throws IOException {
    assertRefused(zip(pickle(pickle), ZipEntry.STORED), words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hostile.pth", "hostile-legacy.pth"})
  void aPickleThatCallsASystemCommandIsRefused(String name) throws IOException {
    assertRefused(
        Fixtures.bytes(name),
        "the file asks Python to use 'posix.system', which is neither needed for weights nor done");
    assertFalse(Files.exists(Path.of("executed.txt")));
  }

  @Test
  void otherPicklesThatExecuteAreRefused() throws IOException {
    assertRefused(Fixtures.bytes("module.pth"), "torch.nn.modules.container.Sequential");
    assertPickleRefused("\u0080\u0002cos\nsystem\n.", "'os.system'");
    assertPickleRefused("\u0080\u0004\u008c\u0002os\u008c\u0006system\u0093.", "'os.system'");
    assertPickleRefused("(S'echo'\nios\nsystem\n.", "instruction 0x53");
    assertPickleRefused("(U\u0002hiios\nsystem\n.", "instruction 0x69");
    assertPickleRefused("(cbuiltins\neval\n", "'builtins.eval'");
    assertPickleRefused("\u0080\u0002}}\u0081.", "instruction 0x81");
    assertPickleRefused("\u0080\u0002\u0082\u0001.", "instruction 0x82");
    assertPickleRefused("ccollections\nOrderedDict\n(I", "instruction 0x49");
    assertPickleRefused("ccollections\nOrderedDict\nU\u0001aR.", "cannot be called");
    assertPickleRefused("c\u001b[31mred\nname\n.", "'?[31mred.name'");
  }

  @Test
  void damagedPicklesAreRefused() throws IOException {
    assertPickleRefused("", "cut off");
    assertPickleRefused(".", "takes more than it makes");
    assertPickleRefused("t.", "without the mark");
    assertPickleRefused("Nh\u0000.", "never put aside");
    assertPickleRefused("X\u00ff\u00ff\u00ff\u007fabc", "cut off");
    assertPickleRefused("\u008b\u00ff\u00ff\u00ff\u00ff.", "cut off");
    assertPickleRefused("N.", "holds no dictionary of tensors");
    assertPickleRefused("}.", "holds no tensors by name");
    assertPickleRefused("}}Ns.", "neither text nor number");
    assertPickleRefused("\u0080\u0009N.", "protocol 9");
  }

  @Test
  void aPickleCannotGrowBeyondItsBound() throws IOException {
    byte[] many = new byte[3 << 20];
    Arrays.fill(many, (byte) '}');
    assertRefused(zip(many, ZipEntry.STORED), "more than 1048576 values");
    // A list that holds itself twice, over and over: 2^500000 items, were it ever walked.
    byte[] doubling = new byte[1_500_001];
    for (int i = 0; i < 1_500_000; i += 3) {
      doubling[i] = 'N';
      doubling[i + 1] = '2';
      doubling[i + 2] = (byte) 0x86;
    }
    doubling[1_500_000] = '.';
    assertRefused(zip(doubling, ZipEntry.STORED), "holds no dictionary");
  }

  @Test
  void bombsAreRefusedWithoutUnpackingThem() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      writeZeros(zip, 200 << 20);
    }
    assertTrue(bytes.size() < 1 << 20);
    assertRefused(bytes.toByteArray(), "is compressed, which PyTorch never does");
    assertRefused(zip(new byte[(1 << 24) + 1], ZipEntry.STORED), "a pickle of 16777217 bytes");
  }

  /** A dictionary with one tensor: instructions for the storage's size, the sizes and strides. */
  private static String tensor(String count, String sizes, String strides) {
    return "}U\u0001wctorch._utils\n_rebuild_tensor_v2\n("
        + ("(U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpu" + count + "tQ")
        + ("K\u0000(" + sizes + "t(" + strides + "ttRs.");
  }

  @Test
  void viewsAreNotLargerThanWhatIsStored() throws IOException {
    String four = "K\u0004";
    String billion = "J\u0000\u0000\u0000@";
    assertPickleRefused(tensor(four, billion, "K\u0000"), "more elements than its storage of 4");
    assertPickleRefused(tensor(four, "K\u0005", "K\u0001"), "reaches beyond its storage of 4");
    // A list of axes costs a few bytes where it is used again, but a copy each time.
    assertPickleRefused(tensor(four, "K\u0001".repeat(17), "K\u0001".repeat(17)), "17 axes");
    // 2^62 + 4 elements of four bytes are 16 bytes, as 64 bits count.
    String wrapping = "\u008a\u0008\u0004\u0000\u0000\u0000\u0000\u0000\u0000@";
    assertPickleRefused(tensor(wrapping, "K\u0002", "K\u0001"), "4611686018427387908 elements");
  }

  private static void writeZeros(OutputStream out, int count) throws IOException {
    byte[] zeros = new byte[1 << 16];
    for (int i = 0; i < count; i += zeros.length) {
      out.write(zeros);
    }
  }

  @Test
  void foreignArchivesAreRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("word/document.xml"));
    }
    assertRefused(bytes.toByteArray(), "0 files data.pkl");
    assertRefused("PK\u0003\u0004 and no archive".getBytes(StandardCharsets.US_ASCII), "zip");
    assertRefused("hello, world".getBytes(StandardCharsets.US_ASCII), "is no checkpoint");
    assertRefused(new byte[0], "is no checkpoint");
    assertRefused(pickle("\u0080\u0002}."), "not a checkpoint of PyTorch");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip.pth", "legacy.pth"})
  void aFileThatIsCutOffAnywhereIsRefused(String name) throws IOException {
    byte[] good = Fixtures.bytes(name);
    for (int length = 4; length < good.length; length += 11) {
      assertRefused(Arrays.copyOf(good, length), "");
    }
  }

  /** Whatever is changed: a refusal, or numbers that differ; never anything else. */
  @ParameterizedTest
  @ValueSource(strings = {"zip.pth", "legacy.pth", "odd.pth", "odd-legacy.pth"})
  void randomDamageIsRefusedOrHarmless(String name) throws IOException {
    byte[] good = Fixtures.bytes(name);
    SplittableRandom random = new SplittableRandom(3);
    Path file = folder.resolve(name);
    for (int attempt = 0; attempt < 300; attempt++) {
      byte[] bad = good.clone();
      for (int k = 0; k <= attempt % 3; k++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, bad);
      try (Checkpoint checkpoint = Checkpoint.open(file)) {
        for (String tensor : checkpoint.shapes().keySet()) {
          checkpoint.read(tensor);
        }
      } catch (IOException e) {
        assertTrue(
            String.valueOf(e.getMessage()).startsWith(file.toString()), "attempt " + attempt);
      }
    }
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("missing.pth");
    CheckpointException refusal =
        assertThrows(CheckpointException.class, () -> Pretrained.load(Fixtures.network(), file));
    assertEquals(file + ": no such file", refusal.getMessage());
  }
}
