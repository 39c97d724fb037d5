// Reads the weights of Caffe: a NetParameter of caffe.proto
// (https://github.com/BVLC/caffe/blob/master/src/caffe/proto/caffe.proto) in the wire format of protobuf, with layers of either
// generation (`layer` and the older `layers`). Files are not trusted.
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Returns whether the bytes begin as a Caffe network does: with its name or with a layer. Protobuf has no magic number.
[[nodiscard]] bool is_caffemodel(ByteSpan bytes);

// Returns the blobs of all layers: `conv1.weight` and `conv1.bias` for a convolution or an inner product, `bn1.blob0`, … for
// other layers. Shapes are those of the file, except that the leading ones are dropped which older files write before the shape
// of an inner product (1 x 1 x out x in) and of a bias. Doubles remain F64. The metadata: `format` is `Caffe`, `net` is the
// name of the network, and `caffe_layers` lists the types of the layers in order, one a line. Values are not copied; the result
// keeps the file alive.
// Returns kBadFormat, with the layer's name, if the bytes are not protobuf, if the number of values of a blob does not match
// its shape, or if the file has no blob at all.
[[nodiscard]] Result<TensorMap> read_caffemodel(SharedBytes file);

// Reads a mean image, `mean.binaryproto`: the one tensor `mean` of Caffe's BlobProto, [1][c][y][x]. kBadFormat if the bytes are not
// protobuf, or if the number of values does not match the shape.
[[nodiscard]] Result<TensorMap> read_mean_binaryproto(SharedBytes file);

}  // namespace alexnet
