package dev.alq.packed;

/** The words of the file format, as {@code docs/format.md} defines them. */
final class FormatNames {

  static final String FORMAT = "format";
  static final String FORMAT_VALUE = "alq-packed";
  static final String VERSION = "version";
  static final String VERSION_VALUE = "1";
  static final String GRAPH = "graph";
  static final String PREPROCESSING = "preprocessing";
  static final String DATA_HASH = "data_hash";
  static final String RECIPE = "recipe";
  static final String SEED = "seed";
  static final String LIBRARY_VERSION = "library_version";

  static final String TYPE = "type";
  static final String NAME = "name";
  static final String STRIDE = "stride";
  static final String PADDING = "padding";
  static final String KERNEL = "kernel";
  static final String BODY = "body";
  static final String SHORTCUT = "shortcut";
  static final String WEIGHTS = "weights";
  static final String STORAGE = "storage";
  static final String SHAPE = "shape";
  static final String GROUPING = "grouping";
  static final String SLICES = "slices";

  static final String CONVOLUTION = "convolution";
  static final String LINEAR = "linear";
  static final String SCALE_SHIFT = "scale_shift";
  static final String MAX_POOL = "max_pool";
  static final String RELU = "relu";
  static final String QUANTIZE = "quantize";
  static final String FLATTEN = "flatten";
  static final String GLOBAL_AVERAGE_POOL = "global_average_pool";
  static final String RESIDUAL = "residual";

  static final String MULTI_BIT = "multi_bit";
  static final String JOINED = "joined";
  static final String PARTS = "parts";
  static final String FLOAT = "float";
  static final String CHANNELWISE = "channelwise";
  static final String KERNELWISE = "kernelwise";
  static final String PIXELWISE = "pixelwise";
  static final String SUBCHANNELWISE = "subchannelwise";

  static final String HEIGHT = "height";
  static final String WIDTH = "width";
  static final String MEAN = "mean";
  static final String STD = "std";
  static final String CLASSES = "classes";

  static final String BITWIDTHS_TENSOR = ".bitwidths";
  static final String COORDINATES_TENSOR = ".coordinates";
  static final String BASE_TENSOR = ".base";
  static final String PLANES_TENSOR = ".planes";
  static final String WEIGHT_TENSOR = ".weight";
  static final String BIAS_TENSOR = ".bias";
  static final String TAPS_TENSOR = ".taps";
  static final String SCALE_TENSOR = ".scale";
  static final String SHIFT_TENSOR = ".shift";

  private FormatNames() {}

  /** What the tensors of a part of a layer's weights are named after. */
  static String part(String layer, int part) {
    return layer + ".part" + part;
  }
}
