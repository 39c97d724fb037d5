// The set that needs no data (data/drawn_photos.h) as a folder of photos, for whatever wants files.
#pragma once

#include <cstddef>
#include <string>

#include "base/error.h"
#include "base/thread_pool.h"

namespace alexnet {

struct DrawnFolderOptions {
  std::size_t training = 100;   // a class; the first that `drawn` trains on
  std::size_t validation = 50;  // likewise
  std::size_t side = 256;       // pixels
};

// folder/{train,validation}/{bikes,ships}/NUMBER.png; what lies there under these names is replaced. kInvalidArgument for no
// photos or no pixels, and the errors of make_folder and write_file.
[[nodiscard]] Status write_drawn_folder(const std::string& folder, const DrawnFolderOptions& options, const ThreadPool& pool);

}  // namespace alexnet
