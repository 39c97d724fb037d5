// Imports the weights of an AlexNet from a file without an architecture, which may have another program's names and layout.
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "formats/tensor_map.h"
#include "interop/import_report.h"

namespace alexnet {

// If all layers have the names of this program and Caffe ("conv1", "fc6") or of torchvision ("features.0", "classifier.1"),
// they are identified by name; otherwise the five weights of four axes and the three or four of two axes are taken in the order
// of their names, where numbers compare by value ("conv2d_2" before "conv2d_10"). The shape of the first convolution determines
// the layout of all weights (interop/weight_layout.h):
//   [out][in][y][x]  PyTorch and Caffe; dense weights are [out][in], and the inputs of the first one are [c][y][x]
//   [y][x][in][out]  TensorFlow and Keras; dense weights are [in][out] with inputs [y][x][c]
//   [out][y][x][in]  this program
// The variant is that of the options or the file's metadata. If neither names one, four dense layers mean `keras`, a conv2 that
// reads half of conv1's channels means two towers, and three dense layers with a single tower mean `torchvision`. With two
// towers, the order of a Caffe file's layers distinguishes `caffe` and `caffenet`; without that, `caffe` is assumed, and a note
// says so. This program's metadata (variant, labels, preprocessing) are kept; a file with metadata and this program's names is
// imported without changes. kWrongShape, with the tensor, for missing and additional weights and for wrong shapes (additional
// integers and single values are reported as unused), and for a file that is not an AlexNet.
[[nodiscard]] Result<ImportedModel> import_tensors(TensorMap file, const ImportOptions& options, const ThreadPool& pool);

}  // namespace alexnet
