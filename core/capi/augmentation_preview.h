// What augmentation will make of a lesson's photos, to be seen before it begins. A lesson is told here by how many photos each
// class has, where they are added class by class; `settings` is the JSON that Lesson::create takes.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "data/image.h"

namespace alexnet {

// The first photo of class `label` that is learned from, not set aside to check with: its number in the class. The errors of
// training_settings_from_json, and kInvalidArgument for a class that there is not or that has no photos.
[[nodiscard]] Result<std::size_t> first_learned(std::string_view settings, std::span<const std::size_t> photos,
                                                std::size_t label);

struct PreviewSize {
  std::size_t samples = 8;  // 1 to 64
  std::size_t side = 112;   // pixels, 1 to 512
};

// That photo as it is, and as training sees it in the epochs 0, 1, …, with the very numbers that it draws: size.samples + 1
// squares of size.side pixels. `encoded` are the bytes of the photo. The errors of first_learned, spec_of and
// PhotoAlbum::add; kInvalidArgument for a size out of range.
[[nodiscard]] Result<std::vector<Image>> preview_augmentation(std::string_view settings, std::span<const std::size_t> photos,
                                                              std::size_t label, ByteSpan encoded, const PreviewSize& size);

}  // namespace alexnet
