// The set that needs no data (synthetic/synthetic_photos.h) as files: a folder of photos, or one of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"

namespace alexnet {

struct SyntheticFolderOptions {
  std::size_t training = 100;   // a class; the first that `drawn` trains on
  std::size_t validation = 50;  // likewise
  std::size_t side = 256;       // pixels
};

// folder/{train,validation}/{bikes,ships}/NUMBER.png; what lies there under these names is replaced. kInvalidArgument for no
// photos or no pixels, and the errors of make_folder and write_file.
[[nodiscard]] Status write_synthetic_folder(const std::string& folder, const SyntheticFolderOptions& options,
                                            const ThreadPool& pool);

// The PNG of a bicycle (label 0) or a ship (1), `side` * `side` pixels: the one of this number, as in SyntheticPhotos.
// kInvalidArgument for another label, and sides that are not from 8 to 4096.
[[nodiscard]] Result<std::vector<std::uint8_t>> render_synthetic_photo(std::size_t label, std::uint64_t number,
                                                                       std::size_t side);

}  // namespace alexnet
