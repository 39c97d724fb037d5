// Recognizes files that are no model, or a model of a program that is not read here, and says what to do with them.
#pragma once

#include <string_view>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

// Returns an error for an empty file, a web page, a pointer of Git LFS, a ZIP archive that was cut off, a compressed file, and for
// the files of programs whose formats are not read (Core ML, OpenVINO, MXNet, MatConvNet, Torch7, Paddle, ONNX Runtime). The error
// says how to get a file that is read. `path`, which may be empty, is used where the content is not distinctive. Nothing is
// returned for other files, which may be models.
[[nodiscard]] Status check_other_file(const SharedBytes& file, std::string_view path);

}  // namespace alexnet
