// Writes the synthetic data set (synthetic/synthetic_photos.h) as files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"

namespace alexnet {

struct SyntheticFolderOptions {
  std::size_t training = 100;   // images per class; the first ones of those that training on `drawn` uses
  std::size_t validation = 50;  // images per class
  std::size_t side = 256;       // in pixels
};

// Writes folder/{train,validation}/{bikes,ships}/NUMBER.png, and replaces existing files. Errors: those of make_folder and
// write_file; kInvalidArgument for no photos or a side of 0.
[[nodiscard]] Status write_synthetic_folder(const std::string& folder, const SyntheticFolderOptions& options,
                                            const ThreadPool& pool);

// Returns the PNG file of the synthetic image `number` of a bicycle (label 0) or a ship (label 1), of `side` x `side` pixels.
// kInvalidArgument for other labels, and for sides below 8 or above 4096.
[[nodiscard]] Result<std::vector<std::uint8_t>> render_synthetic_photo(std::size_t label, std::uint64_t number,
                                                                       std::size_t side);

}  // namespace alexnet
