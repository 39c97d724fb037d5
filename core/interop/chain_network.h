// Builds the network of a file of weights that is no AlexNet variant: a chain of convolutions and dense layers. What the file does
// not state, the strides, the padding and the pooling, are those with which AlexNets are written, as far as they agree with the
// number of inputs of the first dense layer.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/error.h"
#include "formats/foreign_network.h"
#include "interop/file_layers.h"

namespace alexnet {

struct ChainNetwork {
  ForeignNetwork network;     // with an architecture; its tensors refer to those of the file
  std::vector<Notice> notes;  // what was assumed
};

// Returns the network of `layers`, which are those of `file`. Known are
// - the kernels, widths and groups, from the shapes;
// - where layers without weights stand, if names have numbers as those of torch.nn.Sequential do (`net.0`, `net.3`), and which
//   names they have, if PyTorch has stored them (TensorMap::layers);
// - strides and padding, if the file is a whole model of PyTorch, and where it pools, if it is one of torch.export;
// - the side of the input, if `input` says it.
// Assumed are otherwise a first convolution of 11 x 11 with stride 4, without padding at 227 x 227 or with 2 or 1 at 224 x 224,
// further convolutions with stride 1 that keep the size, ReLU after every layer but the last, max pooling of 3 x 3 with stride 2
// after the first, the second and the last convolution, and an epsilon of 1e-5. The shapes of the weights are
// the same at 227 x 227 without padding and at 224 x 224 with padding 2: torchvision's widths, layers or names decide for the latter, and
// TensorFlow's layout for the former. kInvalidArgument if nothing does; kUnsupported, with the way out, if no such network agrees with the
// shapes, or if it has layers whose constants are not in the file.
[[nodiscard]] Result<ChainNetwork> chain_network(const TensorMap& file, const FileLayers& layers,
                                                 std::optional<std::size_t> input);

}  // namespace alexnet
