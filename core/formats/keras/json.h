// Reads Keras weights that a JSON file describes and other files hold: shards (`.weights.json` of Keras 3) and the layers models of
// TensorFlow.js (`model.json`). Files are not trusted; their names are those of CompanionFiles::open().
#pragma once

#include "base/error.h"
#include "formats/companion_files.h"
#include "formats/foreign_network.h"

namespace alexnet {

// Whether the file is a JSON object with the members of a `.weights.json` file of Keras.
[[nodiscard]] bool is_keras_shards(const SharedBytes& file);
// Reads the shards, each of which is a `.weights.h5` file with some of the groups of the whole. The network has no architecture, as
// that of read_keras_h5() for such a file. Returns the errors of read_hdf5() and CompanionFiles::open(), and kBadFormat if a group is
// in two shards.
[[nodiscard]] Result<ForeignNetwork> read_keras_shards(SharedBytes file, const CompanionFiles& companions);

// Whether the file is a JSON object with the members of a model of TensorFlow.js.
[[nodiscard]] bool is_tfjs_model(const SharedBytes& file);
// Reads a model with its architecture. Weights may be quantized to 8 or 16 bits or stored as float16; they become floats. Returns the
// errors of read_keras_config() and CompanionFiles::open(); kUnsupported, saying how to convert the original instead, for a graph
// model, which has no layers; kBadFormat for weights that do not fit into the files.
[[nodiscard]] Result<ForeignNetwork> read_tfjs_model(SharedBytes file, const CompanionFiles& companions);

}  // namespace alexnet
