#include "capi/augmentation_preview.h"

#include <algorithm>

#include "render/contact_sheet.h"
#include "capi/in_memory_training.h"
#include "data/photo_album.h"

namespace alexnet {
namespace {

constexpr std::size_t kMostPhotos = 1'000'000;
constexpr std::size_t kMostSamples = 64;
constexpr std::size_t kMostPreviewSide = 512;

// A photo by its number in the class, and by its number among all that are learned from.
struct LearnedPhoto {
  std::size_t in_class = 0;
  std::size_t in_training = 0;
};

Result<LearnedPhoto> find_learned(const TrainingSettings& settings, std::span<const std::size_t> photos, std::size_t label) {
  if (label >= photos.size() || photos[label] == 0)
    return fail(ErrorKind::kInvalidArgument, "label", "a class with photos is expected, found class ", label, " of ",
                photos.size());
  std::vector<std::size_t> labels;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    if (photos[i] > kMostPhotos - labels.size())
      return fail(ErrorKind::kInvalidArgument, "photos", "there are more than ", kMostPhotos);
    labels.insert(labels.end(), photos[i], i);
  }
  TRY_VALUE(const LessonDivision division, divide(labels, photos.size(), settings));
  const auto found = std::ranges::find(division.training, label, [&](std::size_t photo) { return labels[photo]; });
  CHECK(found != division.training.end());  // a class is never set aside as a whole
  const auto first_of_class = static_cast<std::size_t>(std::ranges::find(labels, label) - labels.begin());
  return LearnedPhoto{*found - first_of_class, static_cast<std::size_t>(found - division.training.begin())};
}

}  // namespace

Result<std::size_t> first_learned(std::string_view settings, std::span<const std::size_t> photos, std::size_t label) {
  TRY_VALUE(const TrainingSettings parsed, training_settings_from_json(settings));
  TRY_VALUE(const LearnedPhoto photo, find_learned(parsed, photos, label));
  return photo.in_class;
}

Result<std::vector<Image>> preview_augmentation(std::string_view settings, std::span<const std::size_t> photos,
                                                std::size_t label, ByteSpan encoded, const PreviewSize& size) {
  if (size.samples < 1 || size.samples > kMostSamples || size.side < 1 || size.side > kMostPreviewSide)
    return fail(ErrorKind::kInvalidArgument, "preview", "1 to ", kMostSamples, " samples of 1 to ", kMostPreviewSide,
                " pixels are expected, found ", size.samples, " of ", size.side);
  TRY_VALUE(const TrainingSettings parsed, training_settings_from_json(settings));
  TRY_VALUE(const LearnedPhoto learned, find_learned(parsed, photos, label));
  TRY_VALUE(const ModelSpec spec, spec_of(parsed, std::max<std::size_t>(2, photos.size())));
  PhotoAlbum album({"photo"}, spec.preprocessing, parsed.augmentation);
  TRY(album.add(0, "photo", encoded));
  TRY_VALUE(const Image photo, album.load(0));
  const DrawKey first = {.seed = parsed.seed, .epoch = 0, .photo = learned.in_training};
  TRY_VALUE(std::vector<Image> squares, augmented_samples(photo, parsed.augmentation, spec.preprocessing, first, size.samples));
  for (Image& square : squares) {
    TRY_VALUE(square, thumbnail(square, size.side));
  }
  return squares;
}

}  // namespace alexnet
