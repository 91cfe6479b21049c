package dev.alq.examples.command;

import dev.alq.data.Cifar10;
import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.examples.choice.FolderPictures;
import dev.alq.examples.choice.ImageData;
import dev.alq.examples.choice.Network;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.WrongUsage;
import dev.alq.examples.run.RecordedJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data a command works on. */
public final class DataOptions {

  /** The variable that stands in for {@code --data}. */
  static final String VARIABLE = "ALQ_DATA";

  private @Nullable Path data;
  private ImageData.@Nullable Name dataset;
  private @Nullable Path pictures;
  private @Nullable Integer side;
  private @Nullable Path cache;

  /** What holds unless options are given. */
  public DataOptions() {}

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The folder that holds mnist/, cifar10/, imagenet/ (default: the variable "
              + VARIABLE
              + ").")
  void data(Path folder) {
    data = folder;
  }

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "Take this data: ${COMPLETION-CANDIDATES}; folder is that of --pictures.")
  void dataset(ImageData.Name name) {
    dataset = name;
  }

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description = {
        "Take the pictures of this folder: train/ and val/ (or test/), and in both one",
        "folder of JPEG or PNG files for each class.",
      })
  void pictures(Path folder) {
    pictures = folder;
  }

  @Option(
      names = "--side",
      paramLabel = "PIXELS",
      description =
          "Height and width that pictures are brought to (default: those of the run that goes on, "
              + "else the network's).")
  void side(int pixels) {
    side = pixels;
  }

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Keep decoded pictures in this folder; it may be deleted at any time.")
  void cache(Path folder) {
    cache = folder;
  }

  /**
   * The data that was asked for, else those of the run that goes on, else what the network is
   * usually trained on.
   *
   * @param network which one
   * @param recorded the run that goes on, if one does
   * @param surroundings where the data folder is named
   * @return images that the network takes
   * @throws IOException if they are not there or damaged
   * @throws WrongUsage if the options contradict each other
   * @throws CommandFailure if they name other images
   */
  public ImageData forNetwork(
      Network network, Optional<RecordedJob> recorded, Surroundings surroundings)
      throws IOException {
    int usual =
        recorded
            .map(RecordedJob::side)
            .orElseGet(() -> network.side().orElse(FolderPictures.USUAL_SIDE));
    Optional<ImageData.Name> named = name();
    ImageData.Name wanted = named.orElse(recorded.map(RecordedJob::data).orElse(network.data()));
    if (recorded.isPresent() && wanted == ImageData.Name.FOLDER && pictures == null) {
      throw new CommandFailure("the run learnt from pictures: name their folder by --pictures");
    }
    requireUsed(List.of(wanted));
    return load(network, wanted, usual, surroundings);
  }

  /**
   * The data that was asked for, else what one of several networks is usually trained on; options
   * for files of pictures hold where they are such.
   *
   * @param network which one
   * @param surroundings where the data folder is named
   * @return images that the network takes
   * @throws IOException if they are not there or damaged
   * @throws WrongUsage if the options contradict each other
   * @throws CommandFailure if they name other images
   */
  public ImageData forOneOfSeveral(Network network, Surroundings surroundings) throws IOException {
    int usual = network.side().orElse(FolderPictures.USUAL_SIDE);
    return load(network, name().orElse(network.data()), usual, surroundings);
  }

  /**
   * Refuses options for data that none of several networks is trained on.
   *
   * @param networks at least one
   * @throws WrongUsage if the options would be ignored
   */
  public void requireUsedByOneOf(Set<Network> networks) {
    Optional<ImageData.Name> named = name();
    requireUsed(networks.stream().map(network -> named.orElse(network.data())).toList());
  }

  /** The data that was asked for, if any was, with pictures as a model demands them. */
  Optional<ImageData> forModel(Preprocessing demanded, Surroundings surroundings)
      throws IOException {
    Optional<ImageData.Name> named = name();
    if (named.isEmpty()) {
      return Optional.empty();
    }
    requireUsed(List.of(named.get()));
    return Optional.of(
        load(named.get(), demanded.height(), demanded.normalization(), surroundings));
  }

  /** MNIST, if its folder is there. */
  Optional<ImageData> mnistIfPresent(Surroundings surroundings) throws IOException {
    requireUsed(List.of(ImageData.Name.MNIST));
    Optional<Path> folder = folderWith(ImageData.Name.MNIST, surroundings);
    return folder.isEmpty() ? Optional.empty() : Optional.of(ImageData.mnist(folder.get()));
  }

  /** CIFAR-10, if its folder is there and a model demands such images. */
  Optional<ImageData> cifar10IfPresent(Preprocessing demanded, Surroundings surroundings)
      throws IOException {
    requireUsed(List.of(ImageData.Name.CIFAR10));
    Optional<Path> folder = folderWith(ImageData.Name.CIFAR10, surroundings);
    return folder.isEmpty() || !demanded.equals(Cifar10.preprocessing())
        ? Optional.empty()
        : Optional.of(ImageData.cifar10(folder.get()));
  }

  /**
   * The data that was asked for, else MNIST if it is there, else synthetic digits; says so in the
   * last case.
   */
  ImageData orWhatThereIs(Surroundings surroundings) throws IOException {
    if (name().isPresent()) {
      return forNetwork(Network.LENET5, Optional.empty(), surroundings);
    }
    Optional<ImageData> mnist = mnistIfPresent(surroundings);
    if (mnist.isPresent()) {
      return mnist.get();
    }
    surroundings
        .err()
        .println(
            folder(surroundings)
                .map(folder -> "No mnist/ in " + folder + ", so the digits are drawn.")
                .orElse(
                    "No data folder named by --data or "
                        + VARIABLE
                        + ", so the digits are drawn."));
    return ImageData.synthetic(surroundings.effort());
  }

  /**
   * For what would fall back to other data.
   *
   * @throws CommandFailure if a folder is named
   */
  void requireNoFolder(Surroundings surroundings) {
    folder(surroundings)
        .ifPresent(named -> {
          throw new CommandFailure(
              named + ": holds no mnist/ or cifar10/ that the model takes; or name --dataset");
        });
  }

  /**
   * Those of the options that decide which images there are.
   *
   * @return as they would be typed; none if they are the network's usual ones
   */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    if (dataset != null) {
      words.add("--dataset " + dataset);
    }
    if (pictures != null) {
      words.add("--pictures " + pictures.getFileName());
    }
    if (side != null) {
      words.add("--side " + side);
    }
    return words;
  }

  private Optional<ImageData.Name> name() {
    if (pictures == null) {
      if (dataset == ImageData.Name.FOLDER) {
        throw new WrongUsage("pictures in folders need the folder: --pictures DIR");
      }
      return Optional.ofNullable(dataset);
    }
    if (dataset != null && dataset != ImageData.Name.FOLDER) {
      throw new WrongUsage("either --pictures " + pictures + " or --dataset " + dataset);
    }
    return Optional.of(ImageData.Name.FOLDER);
  }

  private ImageData load(
      Network network, ImageData.Name name, int usualSide, Surroundings surroundings)
      throws IOException {
    ImageData found = load(name, usualSide, network.normalization(), surroundings);
    found.requireFor(network);
    return found;
  }

  private ImageData load(
      ImageData.Name name, int usualSide, Normalization normalization, Surroundings surroundings)
      throws IOException {
    FolderPictures inputs =
        new FolderPictures(side == null ? usualSide : side, normalization, cache);
    return switch (name) {
      case MNIST -> ImageData.mnist(requiredFolder(name, surroundings));
      case CIFAR10 -> ImageData.cifar10(requiredFolder(name, surroundings));
      case IMAGENET -> ImageData.imagenet(requiredFolder(name, surroundings), inputs.options());
      case SYNTHETIC -> ImageData.synthetic(surroundings.effort());
      case FOLDER -> ImageData.folder(requiredImages(), inputs.options());
    };
  }

  /** Refuses options that would be ignored with each of some data. */
  private void requireUsed(List<ImageData.Name> names) {
    if (names.stream().noneMatch(ImageData.Name::isOfPictures)) {
      requireNone(side, "--side", "files of pictures", names);
      requireNone(cache, "--cache", "files of pictures", names);
    }
    if (names.stream().noneMatch(ImageData.Name::isInDataFolder)) {
      requireNone(data, "--data", "data sets in its folders", names);
    }
  }

  private static void requireNone(
      @Nullable Object given, String option, String use, List<ImageData.Name> names) {
    if (given != null) {
      throw new WrongUsage(option + " is for " + use + ", which " + names.getFirst() + " is not");
    }
  }

  private Path requiredImages() {
    if (pictures == null) {
      throw new WrongUsage("no pictures: name their folder by --pictures");
    }
    return pictures;
  }

  private Optional<Path> folder(Surroundings surroundings) {
    if (data != null) {
      if (!Files.isDirectory(data)) {
        throw new CommandFailure(data + ": no such folder; --data names the folder of the data");
      }
      return Optional.of(data);
    }
    String variable = surroundings.variables().get(VARIABLE);
    return variable == null || variable.isBlank()
        ? Optional.empty()
        : Optional.of(Path.of(variable));
  }

  private Optional<Path> folderWith(ImageData.Name name, Surroundings surroundings) {
    return folder(surroundings).filter(folder -> ImageData.isIn(folder, name));
  }

  private Path requiredFolder(ImageData.Name name, Surroundings surroundings) {
    return folder(surroundings)
        .orElseThrow(() ->
            new CommandFailure(
                "no data: name the folder that holds "
                    + name
                    + "/ by --data or "
                    + VARIABLE
                    + ", or take --pictures or --dataset synthetic"));
  }
}
