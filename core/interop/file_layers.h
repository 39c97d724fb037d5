// Groups the tensors of a file of weights into layers and orders these as the network computes them. The file has no network: the
// names, the order of the tensors and their shapes are all there is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "formats/tensor_map.h"
#include "interop/weight_layout.h"

namespace alexnet {

// The tensors of a batch normalization; those of gamma and beta are empty if it has none.
struct FileNorm {
  std::string stem;
  std::string gamma;
  std::string beta;
  std::string mean;
  std::string variance;
};

// The tensors of one layer in a file.
struct FileLayer {
  std::string stem;             // the common part of their names: "features.0", "conv2d_1"
  std::string layer;            // this program's name: "conv1", …, "fc9"; empty if the stem is not a known name
  std::string weight;           // name of the tensor
  std::string bias;             // likewise; empty if the file has none
  std::vector<FileNorm> norms;  // that follow the layer, before the next one with weights
};

struct FileLayers {
  std::vector<FileLayer> convolutions;  // weights of four axes
  std::vector<FileLayer> dense;         // weights of two axes
  std::vector<FileNorm> other_norms;    // that fit no layer
  std::optional<WeightLayout>
      layout;                // of the convolutions; nothing if none of them reads 3 channels, or 1, with a square kernel
  std::size_t channels = 3;  // of the input
};

// The layers of a file. Their order is that of the file, if it has one (TensorMap::order) that is not the alphabet, or else that of
// their names, where numbers compare by value (conv2d_2 before conv2d_10). If the inputs of a layer are then not the outputs of the one before, the
// layers are ordered by their inputs and outputs, as far as that is possible. Two tensors belong to one layer if their names
// differ in the last part only ("conv1.weight", "conv1/biases", "conv1W", "W_conv1"); where no names say so ("arr_0"), a
// vector belongs to the weight before it. Vectors that belong to no layer are left out.
[[nodiscard]] FileLayers layers_of(const TensorMap& file);

}  // namespace alexnet
