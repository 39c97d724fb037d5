// Keras models: `.h5` as TensorFlow 2's Keras and Keras 3 write it (whole models and weights alone), and `.keras`. In the
// browser `.h5` is read, unless its arrays are packed; the rest is native and kUnsupported there, which names the command that
// converts. A file is not trusted.
#pragma once

#include "base/error.h"
#include "formats/foreign_network.h"

namespace alexnet {

// Whether the bytes begin as HDF5 does.
[[nodiscard]] bool is_hdf5(ByteSpan bytes);

// Architecture from the attribute `model_config`, weights in the order of the attributes `layer_names` and `weight_names`. A
// file of weights alone gives has_architecture = false and a layer for every layer with weights. Metadata: `keras_version`,
// `backend`, and what this program wrote beside them (the attribute `alexnet`). The errors of read_hdf5 and read_keras_config;
// kBadFormat where the attributes do not fit the architecture.
[[nodiscard]] Result<ForeignNetwork> read_keras_h5(SharedBytes file);

// A `.keras` archive (Keras 3): config.json and model.weights.h5, whose groups are found by the name of the layer or, where
// older files do not give it, by the name of the class and its number. The same errors, and those of ZipArchive::open.
[[nodiscard]] bool is_keras_archive(const SharedBytes& file);
[[nodiscard]] Result<ForeignNetwork> read_keras_archive(SharedBytes file);

// A whole model as Keras 2 saves it (`.h5`), which Keras 3 loads too: Sequential, one layer a layer; names have the letters
// that Keras allows; a convolution's own padding becomes a ZeroPadding2D unless it is `same`. Weights are expected as Keras has
// them (kYXInOut, kInOut, flattened as [y][x][c]) and fp32. kUnsupported, with the layer's name, for what Keras has no layer
// for: local response normalization, pooling that rounds up. Deterministic.
[[nodiscard]] Result<SharedBytes> to_keras_h5(const ForeignNetwork& network);

}  // namespace alexnet
