// The weights of the layers of a Keras model: which arrays of an HDF5 file they are, and what becomes of them; used by
// formats/keras/h5.cpp.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/hdf5/hdf5.h"
#include "formats/keras/config.h"

namespace alexnet {

// The groups of the root of a file that hold the state of an optimizer, which is not read.
inline constexpr std::array<std::string_view, 2> kKerasOptimizerGroups{"optimizer_weights", "optimizer"};

// The paths of the arrays of a layer, in the order of the file.
struct KerasArrays {
  std::vector<std::string> paths;
  bool are_named = false;          // the last part of a path is the name of the weight (`dense/kernel`), not a number
  bool are_of_all_layers = false;  // and the part before it the name of the layer, since the paths are those of all layers
};

// Attaches arrays to layers, and converts those that are no plain weights.
class KerasWeights {
 public:
  explicit KerasWeights(Hdf5Contents& file) : file_(file) {}

  // Names the weights of a layer. Integers become floats; the statistics of a Normalization become its scale and offset, and
  // are removed from the file. Returns kBadFormat, with the layer, for an array that is missing or does not fit.
  [[nodiscard]] Status attach(const KerasArrays& arrays, KerasLayer& layer);

  // Adds the memory of converted arrays to the storage of the file.
  void finish();

 private:
  [[nodiscard]] Result<std::string> find(const KerasArrays& arrays, const KerasLayer& layer, std::string_view weight,
                                         std::size_t index) const;
  [[nodiscard]] Status dequantize(const std::string& kernel, const std::string& scale);
  [[nodiscard]] Status use_statistics(ForeignLayer& layer);

  Hdf5Contents& file_;
  std::vector<std::shared_ptr<const std::vector<float>>> converted_;
};

// Returns the layers with weights of a `.weights.h5` file of Keras 3: convolutions, then dense layers, each in the order of their
// numbers. The file does not hold the architecture, which must therefore follow from the shapes of these layers: kUnsupported,
// naming the layer, if the file has other layers than an AlexNet. Returns kBadFormat if there is no layer with weights.
[[nodiscard]] Result<std::vector<ForeignLayer>> layers_of_keras_weights(const Hdf5Contents& file);

// A convolution or a dense layer, by the number of axes of its first array: four or two. kOther for any other.
[[nodiscard]] ForeignLayer keras_layer_of_shapes(const std::string& name, const std::vector<std::string>& paths,
                                                 const Hdf5Contents& file);

}  // namespace alexnet
