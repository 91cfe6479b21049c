package dev.alq.examples.service;

import dev.alq.data.SyntheticDigits;
import dev.alq.infer.InferenceSession;
import dev.alq.models.LeNet5;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** A service with an untrained network: its answers are arbitrary, but always the same. */
final class RunningService implements AutoCloseable {

  private final InferenceSession session;
  private final ClassificationService service;

  RunningService(ServiceLimits limits) throws IOException {
    session = session();
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    service = ClassificationService.start(session, anyPort, 10, limits);
  }

  static InferenceSession session() {
    return InferenceSession.of(
        Packer.pack(
            LeNet5.create(1),
            Map.of(),
            SyntheticDigits.preprocessing(),
            new Provenance("", "untrained", 1, "")));
  }

  InetSocketAddress address() {
    return service.address();
  }

  InferenceSession ownSession() {
    return session;
  }

  void stop() {
    service.close();
  }

  @Override
  public void close() {
    service.close();
    session.close();
  }
}
