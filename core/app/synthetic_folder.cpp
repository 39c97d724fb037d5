#include "app/synthetic_folder.h"

#include <tuple>

#include "app/photo_sets.h"
#include "base/file.h"
#include "base/for_each.h"
#include "image/encode.h"
#include "messages/app.h"
#include "render/contact_sheet.h"
#include "synthetic/synthetic_photos.h"

namespace alexnet {
namespace {

Status write_photos(const std::string& folder, const SyntheticPhotos& photos, const ThreadPool& pool) {
  for (const std::string& name : photos.classes()) TRY(make_folder(str_cat(folder, '/', name)));
  return for_each(photos.size(), pool, [&](std::size_t i) -> Status {
    TRY_VALUE(const Image image, photos.load(i));
    const std::string name = photos.name(i);
    return write_png(str_cat(folder, '/', photos.classes()[photos.label(i)], name.substr(name.rfind('/')), ".png"), image);
  });
}

}  // namespace

Status write_synthetic_folder(const std::string& folder, const SyntheticFolderOptions& options, const ThreadPool& pool) {
  if (options.training + options.validation == 0 || options.side == 0) return fail<msg::kSyntheticFolderEmpty>(folder);
  for (const auto& [split, set, count] : {std::tuple(Split::kTraining, kSyntheticTraining, options.training),
                                          std::tuple(Split::kValidation, kSyntheticValidation, options.validation)}) {
    SyntheticOptions drawn = set;
    drawn.per_class = count;
    drawn.side = options.side;
    if (count > 0) TRY(write_photos(str_cat(folder, '/', to_string(split)), SyntheticPhotos(drawn), pool));
  }
  return {};
}

Result<std::vector<std::uint8_t>> render_synthetic_photo(std::size_t label, std::uint64_t number, std::size_t side) {
  const SyntheticPhotos photos({.per_class = 1, .first = number, .side = side});
  if (label >= photos.size()) return fail<msg::kSyntheticLabel>("label", photos.size() - 1, label);
  if (side < 8 || side > 4096) return fail<msg::kSyntheticSide>("side", side);
  TRY_VALUE(const Image photo, photos.load(label));
  return encode_png(photo);
}

}  // namespace alexnet
