// Reads a SavedModel of TensorFlow 2, the folder that model.export(), tf.saved_model.save() and Keras 2's model.save() write:
// `saved_model.pb` with the computation, and `variables/` with the numbers.
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "formats/companion_files.h"
#include "formats/foreign_network.h"

namespace alexnet {

// Whether the bytes are those of saved_model.pb.
[[nodiscard]] bool is_saved_model(ByteSpan bytes);

// Reads saved_model.pb; `companions` has variables/variables.index and variables/variables.data-00000-of-00001. An operator that does
// not run here becomes a layer of the kind kOther with the reason. kUnsupported for a network that branches, and for models without a
// signature of TensorFlow 2; the errors of read_tensor_bundle().
[[nodiscard]] Result<ForeignNetwork> read_saved_model(SharedBytes file, const CompanionFiles& companions);

}  // namespace alexnet
