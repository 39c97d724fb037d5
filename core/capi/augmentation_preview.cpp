#include "capi/augmentation_preview.h"

#include <algorithm>

#include "capi/in_memory_training.h"
#include "data/photo_album.h"
#include "messages/capi.h"
#include "render/contact_sheet.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxPhotos = 1'000'000;
constexpr std::size_t kMaxSamples = 64;
constexpr std::size_t kMaxPreviewSide = 512;

// A photo, as its index within the class and among all training photos.
struct TrainingPhotoIndex {
  std::size_t in_class = 0;
  std::size_t in_training = 0;
};

Result<TrainingPhotoIndex> find_training_photo(const TrainingSettings& settings, std::span<const std::size_t> photos,
                                               std::size_t label) {
  if (label >= photos.size() || photos[label] == 0) return fail<msg::kClassNotFound>("label", label, photos.size());
  std::vector<std::size_t> labels;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    if (photos[i] > kMaxPhotos - labels.size()) return fail<msg::kTooManyPhotos>("photos", kMaxPhotos);
    labels.insert(labels.end(), photos[i], i);
  }
  TRY_VALUE(const TrainingSplit split, split_photos(labels, photos.size(), settings));
  const auto found = std::ranges::find(split.training, label, [&](std::size_t photo) { return labels[photo]; });
  CHECK(found != split.training.end());  // no class is held out completely
  const auto first_of_class = static_cast<std::size_t>(std::ranges::find(labels, label) - labels.begin());
  return TrainingPhotoIndex{*found - first_of_class, static_cast<std::size_t>(found - split.training.begin())};
}

}  // namespace

Result<std::size_t> first_training_photo(std::string_view settings, std::span<const std::size_t> photos, std::size_t label) {
  TRY_VALUE(const TrainingSettings parsed, training_settings_from_json(settings));
  TRY_VALUE(const TrainingPhotoIndex photo, find_training_photo(parsed, photos, label));
  return photo.in_class;
}

Result<std::vector<Image>> preview_augmentation(std::string_view settings, std::span<const std::size_t> photos,
                                                std::size_t label, ByteSpan encoded, const PreviewSize& size) {
  if (size.samples < 1 || size.samples > kMaxSamples || size.side < 1 || size.side > kMaxPreviewSide)
    return fail<msg::kPreviewSize>("preview", kMaxSamples, kMaxPreviewSide, size.samples, size.side);
  TRY_VALUE(const TrainingSettings parsed, training_settings_from_json(settings));
  TRY_VALUE(const TrainingPhotoIndex learned, find_training_photo(parsed, photos, label));
  TRY_VALUE(const ModelSpec spec, spec_of(parsed, std::max<std::size_t>(2, photos.size())));
  PhotoAlbum album({"photo"}, spec.preprocessing, parsed.augmentation);
  TRY(album.add(0, "photo", encoded));
  TRY_VALUE(const Image photo, album.load(0));
  const DrawKey first = {.seed = parsed.seed, .epoch = 0, .photo = learned.in_training};
  TRY_VALUE(std::vector<Image> samples, augmented_samples(photo, parsed.augmentation, spec.preprocessing, first, size.samples));
  for (Image& sample : samples) {
    TRY_VALUE(sample, thumbnail(sample, size.side));
  }
  return samples;
}

}  // namespace alexnet
