package dev.alq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchOptionsTest {

  private static BenchOptions parse(String words) throws BenchOptions.WrongUsageException {
    return BenchOptions.parse(List.of(words.split(" ")));
  }

  @Test
  void allOptionsAreRead() throws BenchOptions.WrongUsageException {
    BenchOptions options =
        parse("--peers --only=gemm --threads 1,2 --pairs 9 --pause 5 --rows out.jsonl");
    assertEquals(BenchOptions.Against.PEERS, options.against());
    assertEquals(List.of(1, 2), options.threads());
    assertEquals(9, options.pairs());
    assertEquals(5, options.pauseMillis());
    assertEquals(Path.of("out.jsonl"), options.rows());
  }

  @Test
  void regexSelectsByBenchmarkShapeAndPeer() throws BenchOptions.WrongUsageException {
    BenchOptions options = parse("--only gemm.512x.*blas");
    assertTrue(options.selects("gemm 512x512x512 openblas"));
    assertFalse(options.selects("gemm 512x512x512 other"));
    assertFalse(options.selects("conv/all 512x openblas"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--nonsense",
        "--pairs",
        "--pairs 0",
        "--pairs x",
        "--threads 1,,2",
        "--threads 0",
        "--only (",
        "surplus"
      })
  void wrongUsageIsRefused(String words) {
    assertThrows(BenchOptions.WrongUsageException.class, () -> parse(words));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench --nonsense", "profile", "profile nosuchnet", "profile lenet5 x"})
  void wrongUsageEndsWithCodeTwoAndAWord(String words) {
    StringWriter err = new StringWriter();
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    assertEquals(
        2, Bench.run(nowhere, new PrintWriter(err, true), List.of(words.split(" "))), words);
    assertTrue(err.toString().startsWith("alq: "), err::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench --help", "profile -h"})
  void helpIsPrinted(String words) {
    StringWriter out = new StringWriter();
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    assertEquals(0, Bench.run(new PrintWriter(out), nowhere, List.of(words.split(" "))), words);
    assertTrue(out.toString().startsWith("Usage: alq "), out::toString);
  }
}
