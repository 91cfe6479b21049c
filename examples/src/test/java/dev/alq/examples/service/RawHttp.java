package dev.alq.examples.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that can do what well-behaved ones cannot. */
final class RawHttp implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;

  /**
   * What came back until the end of the connection.
   *
   * @param status the code, or 0 if nothing came
   * @param head status line and headers
   * @param body behind the headers
   */
  record Response(int status, String head, String body) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }
  }

  RawHttp(InetSocketAddress address) throws IOException {
    socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** One request with a body of the stated length. */
  static Response request(InetSocketAddress address, String method, String path, byte[] body)
      throws IOException {
    try (RawHttp client = new RawHttp(address)) {
      client.send(head(method, path, "Content-Length: " + body.length));
      client.send(body);
      return client.response();
    }
  }

  static Response post(InetSocketAddress address, byte[] body) throws IOException {
    return request(address, "POST", "/classify", body);
  }

  /** The head of a request that asks for the end of the connection. */
  static byte[] head(String method, String path, String... headers) {
    List<String> lines =
        List.of(method + " " + path + " HTTP/1.1", "Host: localhost", "Connection: close");
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    String text = String.join("\r\n", lines) + "\r\n" + more + "\r\n";
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Sends as much as the server takes; one that has answered already may have hung up. */
  void send(byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // Its answer counts.
    }
  }

  /** Ends the request, but still listens. */
  void endOfRequest() throws IOException {
    socket.shutdownOutput();
  }

  /** Reads until the server hangs up. */
  Response response() throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[4096];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        received.write(buffer, 0, n);
      }
    } catch (java.net.SocketException e) {
      // A reset behind the answer, which is complete or will fail its checks.
    }
    String text = received.toString(StandardCharsets.UTF_8);
    if (text.isEmpty()) {
      return new Response(0, "", "");
    }
    int end = text.indexOf("\r\n\r\n");
    int status = Integer.parseInt(text.substring(9, 12));
    return new Response(status, text.substring(0, end), text.substring(end + 4));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
