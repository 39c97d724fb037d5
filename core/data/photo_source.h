// Numbered, labeled photos, wherever they come from: a folder, memory, a drawing program.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/image.h"

namespace alexnet {

// Everything may be called from several threads at a time; `index` is below size().
class PhotoSource {
 public:
  PhotoSource() = default;
  PhotoSource(const PhotoSource&) = delete;
  PhotoSource& operator=(const PhotoSource&) = delete;
  virtual ~PhotoSource() = default;

  // In the order of the labels.
  [[nodiscard]] virtual const std::vector<std::string>& classes() const = 0;
  [[nodiscard]] virtual std::size_t size() const = 0;
  // Below classes().size().
  [[nodiscard]] virtual std::size_t label(std::size_t index) const = 0;
  // A path, for messages and reports.
  [[nodiscard]] virtual std::string name(std::size_t index) const = 0;
  // The same pixels at each call, or the errors of map_file and decode with the photo's name.
  [[nodiscard]] virtual Result<Image> load(std::size_t index) const = 0;
};

}  // namespace alexnet
