package dev.alq.data;

import dev.alq.container.Hashes;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

/**
 * Downloads files whose size and SHA-256 are known. What arrives is kept in {@code NAME.part} until
 * it is the whole file, so that a download that broke off goes on where it ended, from the same
 * address or another one.
 */
public final class Downloader implements AutoCloseable {

  /** How long an address may say nothing. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What became of a file. */
  public enum Outcome {
    /** It was there already. */
    PRESENT,
    /** It was downloaded. */
    DOWNLOADED
  }

  /** Is told how a download goes on. Each method does nothing by default. */
  public interface Listener {

    /**
     * A transfer begins.
     *
     * @param file what is downloaded
     * @param address from where
     */
    default void begun(RemoteFile file, URI address) {}

    /**
     * Some more has arrived.
     *
     * @param file what is downloaded
     * @param bytes what is there now, what an earlier download left included
     */
    default void received(RemoteFile file, long bytes) {}

    /**
     * An address does not have the file, and the next one is tried.
     *
     * @param file what is downloaded
     * @param fault the address and what is wrong
     */
    default void failed(RemoteFile file, String fault) {}
  }

  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int BUFFER = 1 << 16;

  private final HttpClient client;
  private final Duration patience;

  /**
   * Creates a downloader.
   *
   * @param patience how long an address may say nothing, such as {@link #PATIENCE}
   */
  public Downloader(Duration patience) {
    this.patience = patience;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience)
            .build();
  }

  /**
   * Sees to it that a file is there.
   *
   * @param file what is wanted
   * @param folder where it goes; made if need be
   * @param listener is told how it goes on
   * @return whether it was there or had to be downloaded
   * @throws DownloadException if no address has it
   * @throws DataFileException if there is another file of that name, which stays as it is, or it is
   *     being downloaded to that folder already, by this process or another
   * @throws IOException if files cannot be read or written
   */
  public Outcome fetch(RemoteFile file, Path folder, Listener listener) throws IOException {
    Path target = folder.resolve(file.name());
    if (Files.exists(target)) {
      return present(file, target);
    }
    Files.createDirectories(folder);
    Path lock = folder.resolve(file.name() + ".lock");
    try (FileChannel channel = open(lock)) {
      if (!isLocked(channel)) {
        throw new DataFileException(target, "is being downloaded already");
      }
      try {
        return Files.exists(target) ? present(file, target) : download(file, folder, listener);
      } finally {
        Files.deleteIfExists(lock);
      }
    }
  }

  private static Outcome present(RemoteFile file, Path target) throws IOException {
    if (!isWhole(target, file)) {
      throw new DataFileException(
          target, "is there but has not the SHA-256 " + file.sha256() + "; move it away first");
    }
    return Outcome.PRESENT;
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Two downloads at once would write into the same part. */
  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private Outcome download(RemoteFile file, Path folder, Listener listener) throws IOException {
    Path part = folder.resolve(file.name() + ".part");
    List<String> faults = new ArrayList<>();
    for (URI address : file.addresses()) {
      try {
        listener.begun(file, address);
        receiveWhole(file, address, part, listener);
        Files.move(part, folder.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
        return Outcome.DOWNLOADED;
      } catch (FaultyAddressException e) {
        String fault = address + " " + e.getMessage();
        faults.add(fault);
        listener.failed(file, fault);
      }
    }
    throw new DownloadException(file, folder, faults);
  }

  /** Goes on with what is there; if the whole is wrong then, once more from the start. */
  private void receiveWhole(RemoteFile file, URI address, Path part, Listener listener)
      throws IOException {
    boolean resumed = Files.exists(part);
    if (resumed && Files.size(part) > file.bytes()) {
      Files.delete(part);
    }
    receive(file, address, part, listener);
    if (resumed && !isWhole(part, file)) {
      Files.delete(part);
      receive(file, address, part, listener);
    }
    if (!isWhole(part, file)) {
      Files.delete(part);
      throw new FaultyAddressException("sends a file of another SHA-256", null);
    }
  }

  private void receive(RemoteFile file, URI address, Path part, Listener listener)
      throws IOException {
    try (FileChannel channel = open(part)) {
      long there = channel.size();
      if (there == file.bytes()) {
        return;
      }
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(address, there);
      try (HttpBody body = new HttpBody(patience)) {
        response.body().subscribe(body);
        long start = start(response, there);
        channel.truncate(start).position(start);
        write(body, file, channel, listener);
      }
    }
  }

  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(URI address, long there)
      throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(patience);
    if (there > 0) {
      request.header("Range", "bytes=" + there + "-");
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofPublisher());
    } catch (IOException e) {
      throw new FaultyAddressException("cannot be reached (" + e + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** Where in the file the body begins: not every server sends parts. */
  private static long start(HttpResponse<?> response, long there) throws FaultyAddressException {
    int status = response.statusCode();
    if (status == OK) {
      return 0;
    }
    String range = response.headers().firstValue("Content-Range").orElse("");
    if (status != PARTIAL) {
      throw new FaultyAddressException("answers with status " + status, null);
    }
    if (!range.startsWith("bytes " + there + "-")) {
      throw new FaultyAddressException("sends another part than was asked for", null);
    }
    return there;
  }

  private static void write(HttpBody body, RemoteFile file, FileChannel channel, Listener listener)
      throws IOException {
    for (Optional<List<ByteBuffer>> piece = body.next(); piece.isPresent(); piece = body.next()) {
      for (ByteBuffer buffer : piece.get()) {
        if (channel.position() + buffer.remaining() > file.bytes()) {
          channel.truncate(0);
          throw new FaultyAddressException("sends more than " + file.bytes() + " bytes", null);
        }
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      listener.received(file, channel.position());
    }
    if (channel.position() < file.bytes()) {
      throw new FaultyAddressException("ends after " + channel.position() + " bytes", null);
    }
    channel.force(true);
  }

  private static boolean isWhole(Path path, RemoteFile file) throws IOException {
    if (Files.size(path) != file.bytes()) {
      return false;
    }
    MessageDigest digest = Hashes.newDigest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(path)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Hashes.hex(digest).equals(file.sha256());
  }

  /** Closes the connections. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
