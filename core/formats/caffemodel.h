// Caffe's weights: a NetParameter of caffe.proto (https://github.com/BVLC/caffe/blob/master/src/caffe/proto/caffe.proto) in
// protobuf's wire format, with layers of either generation (`layer` and the older `layers`). A file is not trusted.
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Whether the bytes begin as a network of Caffe's does: with its name or with a layer. Protobuf has no magic number.
[[nodiscard]] bool is_caffemodel(ByteSpan bytes);

// The blobs of every layer that has any: `conv1.weight` and `conv1.bias` of a convolution or an inner product, `bn1.blob0`, …
// of others. Shapes are as the file has them, but for the ones that older files put before an inner product's (1 x 1 x out x
// in) and a bias' lengths. Doubles are kept as F64. metadata: `format` is `Caffe`, `net` the network's name, `layers` its
// layers' types in their order, one a line. kBadFormat, with the layer's name, for what is not protobuf and for a blob whose
// numbers are not as many as its shape says. Copies no number. A file without a single blob is kBadFormat.
[[nodiscard]] Result<TensorMap> read_caffemodel(SharedBytes file);

}  // namespace alexnet
