package dev.alq.data;

import java.net.URI;
import java.util.List;

/** Data sets that can be downloaded: the official address of each file first, then mirrors. */
public enum RemoteData {
  /** The four files of MNIST. */
  MNIST,
  /** The archive of CIFAR-10's binary version. */
  CIFAR10;

  private static final List<RemoteFile> MNIST_FILES =
      List.of(
          mnist(
              "train-images-idx3-ubyte.gz",
              9_912_422,
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
          mnist(
              "train-labels-idx1-ubyte.gz",
              28_881,
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
          mnist(
              "t10k-images-idx3-ubyte.gz",
              1_648_877,
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
          mnist(
              "t10k-labels-idx1-ubyte.gz",
              4_542,
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"));

  private static final List<RemoteFile> CIFAR10_FILES =
      List.of(
          file(
              Cifar10.ARCHIVE,
              170_052_171,
              "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
              "https://www.cs.toronto.edu/~kriz/",
              "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/"));

  private static RemoteFile mnist(String name, long bytes, String sha256) {
    return file(
        name,
        bytes,
        sha256,
        "http://yann.lecun.com/exdb/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/");
  }

  private static RemoteFile file(String name, long bytes, String sha256, String... folders) {
    List<URI> addresses =
        List.of(folders).stream().map(folder -> URI.create(folder + name)).toList();
    return new RemoteFile(name, bytes, sha256, addresses);
  }

  /**
   * The files.
   *
   * @return what {@link Mnist#load} or {@link Cifar10#load} reads; unmodifiable
   */
  public List<RemoteFile> files() {
    return switch (this) {
      case MNIST -> MNIST_FILES;
      case CIFAR10 -> CIFAR10_FILES;
    };
  }
}
