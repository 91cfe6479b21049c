package dev.alq.examples.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.alq.container.Hashes;
import dev.alq.data.DownloadException;
import dev.alq.data.RemoteFile;
import dev.alq.examples.choice.Effort;
import dev.alq.examples.console.Interrupts;
import dev.alq.examples.console.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DownloadCommandTest {

  private static final byte[] CONTENT = "not really digits".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private final HttpServer server;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  DownloadCommandTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serve() {
    server.createContext(
        "/mnist/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private List<RemoteFile> files(DownloadCommand.Name name) {
    URI address =
        URI.create(
            "http://localhost:" + server.getAddress().getPort() + "/" + name + "/digits.bin");
    return List.of(
        new RemoteFile(
            "digits.bin",
            CONTENT.length,
            Hashes.sha256(MemorySegment.ofArray(CONTENT)),
            List.of(address)));
  }

  private DownloadCommand command() {
    Surroundings surroundings =
        new Surroundings(
            Map.of("ALQ_DATA", folder.toString()),
            folder,
            new PrintWriter(out),
            new PrintWriter(err),
            Progress.Style.LINES,
            new Interrupts(new PrintWriter(err)),
            Effort.standard());
    return new DownloadCommand(surroundings, this::files);
  }

  private static int run(DownloadCommand command, String name) throws IOException {
    new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(name);
    return command.call();
  }

  @Test
  void filesGoWhereTheyAreReadFrom() throws IOException {
    assertEquals(0, run(command(), "mnist"));
    Path file = folder.resolve("mnist/digits.bin");
    assertEquals(-1, Files.mismatch(file, Files.write(folder.resolve("expected"), CONTENT)));
    assertTrue(out.toString().contains(file + ": 17 bytes, downloaded"), out.toString());
    assertTrue(err.toString().contains("http://localhost"), err.toString());
    assertEquals(0, run(command(), "mnist"));
    assertTrue(out.toString().contains(file + ": 17 bytes, was there"), out.toString());
  }

  @Test
  void whatIsNowhereIsSaidToBePutThereByHand() {
    DownloadException failure =
        assertThrows(DownloadException.class, () -> run(command(), "cifar10"));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("put it into " + folder.resolve("cifar10") + " by hand"), message);
    assertTrue(err.toString().contains("answers with status 404"), err.toString());
  }
}
