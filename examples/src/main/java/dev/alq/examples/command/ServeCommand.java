package dev.alq.examples.command;

import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.WrongUsage;
import dev.alq.examples.service.ClassificationService;
import dev.alq.examples.service.ServiceLimits;
import dev.alq.infer.InferenceSession;
import dev.alq.kernel.Engine;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alq serve}: classifies pictures over HTTP until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Classify pictures over HTTP until stopped (Ctrl-C; requests under way are answered).",
      "POST /classify takes a PNG or JPEG picture as its body, GET /status tells answers,",
      "latency and memory: curl --data-binary @7.png http://127.0.0.1:8080/classify",
    })
public final class ServeCommand implements Callable<Integer> {

  private static final int HIGHEST_PORT = 65_535;
  private static final String FAREWELL = "Stopping as soon as the requests under way are answered.";

  /**
   * Where the service is; becomes the JSON object.
   *
   * @param url to be followed by {@code classify} or {@code status}
   * @param model the model file
   */
  record Listening(String url, String model) {}

  private final Surroundings surroundings;
  @Mixin private final EngineOptions engineOptions = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();
  private @Nullable Path model;
  private InetAddress host = InetAddress.getLoopbackAddress();
  private int port = 8080;
  private int top = 3;
  private int bodyBytes = ServiceLimits.STANDARD.bodyBytes();
  private int pixels = ServiceLimits.STANDARD.pixels();
  private Duration time = ServiceLimits.STANDARD.time();
  private int requests = ServiceLimits.STANDARD.requests();

  /**
   * Prepares the command.
   *
   * @param surroundings what it meets
   */
  public ServeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "The model (default: " + QuickstartCommand.FILE + ").")
  void model(Path file) {
    model = file;
  }

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port to listen on; 0 for any free one (default: 8080).")
  void port(int number) {
    port = require("--port", number, 0, HIGHEST_PORT);
  }

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "The address to listen on (default: this machine alone).")
  void host(String name) {
    try {
      host = InetAddress.getByName(name);
    } catch (UnknownHostException e) {
      throw new WrongUsage("--host " + name + ": there is no such address");
    }
  }

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many classes an answer names (default: 3).")
  void top(int number) {
    top = require("--top", number, 1, Integer.MAX_VALUE);
  }

  @Option(
      names = "--max-body",
      paramLabel = "BYTES",
      description = "The largest picture in bytes (default: 8388608).")
  void bodyBytes(int number) {
    bodyBytes = require("--max-body", number, 1, Integer.MAX_VALUE);
  }

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description = "The largest picture in pixels (default: 16000000).")
  void pixels(int number) {
    pixels = require("--max-pixels", number, 1, Integer.MAX_VALUE);
  }

  @Option(
      names = "--max-seconds",
      paramLabel = "N",
      description = "The time from a request to its answer (default: 10).")
  void seconds(int number) {
    time = Duration.ofSeconds(require("--max-seconds", number, 1, 3600));
  }

  @Option(
      names = "--max-requests",
      paramLabel = "N",
      description = "Pictures received or classified at the same time (default: 64).")
  void requests(int number) {
    requests = require("--max-requests", number, 1, 1 << 16);
  }

  @Override
  public Integer call() throws IOException {
    Path file = model != null ? model : surroundings.folder().resolve(QuickstartCommand.FILE);
    var packed = ModelFile.read(file);
    var limits = new ServiceLimits(bodyBytes, pixels, time, requests);
    CountDownLatch stop = new CountDownLatch(1);
    try (Engine engine = engineOptions.start();
        InferenceSession session = InferenceSession.of(packed, engine);
        var service =
            ClassificationService.start(session, new InetSocketAddress(host, port), top, limits);
        var _ = surroundings.interrupts().during(FAREWELL, stop::countDown)) {
      tell(service, file);
      stop.await();
    } catch (BindException e) {
      throw new CommandFailure(
          "cannot listen on port " + port + " of " + host.getHostAddress() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private void tell(ClassificationService service, Path file) {
    InetSocketAddress address = service.address();
    String name = address.getAddress().getHostAddress();
    String literal = name.contains(":") ? "[" + name + "]" : name;
    Listening listening =
        new Listening("http://" + literal + ":" + address.getPort() + "/", file.toString());
    common.publish(
        surroundings, listening, text -> text.println(listening.model + " at " + listening.url));
  }

  private static int require(String option, int number, int least, int most) {
    if (number < least || number > most) {
      throw new WrongUsage(option + " must be from " + least + " to " + most + " but is " + number);
    }
    return number;
  }
}
