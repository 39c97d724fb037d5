// Reads and writes Keras models: `.h5` files of TensorFlow 2's Keras and of Keras 3 (whole models, or only their weights), and
// reads `.keras` archives. Files are not trusted.
#pragma once

#include "base/error.h"
#include "formats/foreign_network.h"

namespace alexnet {

// Returns whether the bytes begin with the signature of HDF5.
[[nodiscard]] bool is_hdf5(ByteSpan bytes);

// Reads the architecture from the attribute `model_config` and the weights in the order of the attributes `layer_names` and
// `weight_names`. For a file with only weights (also `.weights.h5` of Keras 3, without those attributes), has_architecture is false and
// `layers` holds the layers with weights. The
// metadata: `keras_version`, `backend`, and what this program wrote (the attribute kKerasMetadata).
// Returns the errors of read_hdf5 and read_keras_config, and kBadFormat if the weights do not fit the architecture.
[[nodiscard]] Result<ForeignNetwork> read_keras_h5(SharedBytes file);

// Reads a `.keras` archive (Keras 3): config.json and model.weights.h5, whose groups are found by the name of the layer or, in
// older files, by the name of its class and a number. Returns the errors of read_keras_h5 and ZipArchive::open.
[[nodiscard]] bool is_keras_archive(const SharedBytes& file);
[[nodiscard]] Result<ForeignNetwork> read_keras_archive(SharedBytes file);

// Returns a whole model as Keras 2 saves it (`.h5`), which Keras 3 loads too: a Sequential model with one layer for each layer.
// Characters that Keras does not allow in names are replaced; explicit padding of a convolution becomes a ZeroPadding2D layer.
// The same network gives the same bytes. Requires: weights are F32 in the layout of Keras (kYXInOut, kInOut, flattened as
// [y][x][c]). Returns kUnsupported, with the name of the layer, for layers that Keras does not have: local response
// normalization, pooling that rounds up.
[[nodiscard]] Result<SharedBytes> to_keras_h5(const ForeignNetwork& network);

}  // namespace alexnet
