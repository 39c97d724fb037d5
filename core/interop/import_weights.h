// The weights of an AlexNet under another program's names and in its layout, as a model of ours.
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "formats/tensor_map.h"
#include "interop/import_report.h"

namespace alexnet {

// Layers are known by their names where all of them are ours and Caffe's (`conv1`, `fc6`) or torchvision's (`features.0`,
// `classifier.1`); otherwise the five weights of four axes and the three or four of two axes are taken in the order of their
// names, numbers compared as numbers (`conv2d_2` before `conv2d_10`). What conv1's axes are tells the layout of all:
//   [out][in][y][x]  PyTorch and Caffe; dense weights [out][in], and the first one's input is flattened as [c][y][x]
//   [y][x][in][out]  TensorFlow and Keras; dense weights [in][out], flattened as [y][x][c]
//   [out][y][x][in]  ours
// The variant is what the file's metadata or the options say, else what the shapes tell: four dense layers are `keras`'; a
// conv2 that reads half of conv1's maps has two towers; one tower and three dense layers are `torchvision`. Among the variants
// with two towers the order of Caffe's layers decides, or `caffe` is assumed, with a note. Metadata of ours (variant, labels,
// preprocessing) is kept; a file that has it under our own names is a model as it is. kWrongShape, with the tensor, for
// missing, misshapen and additional weights (whole numbers and single ones are passed over and reported); kBadFormat for a file
// that holds no AlexNet.
[[nodiscard]] Result<ImportedModel> import_tensors(TensorMap file, const ImportOptions& options, const ThreadPool& pool);

}  // namespace alexnet
