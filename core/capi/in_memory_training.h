// A training run for a host without files, as the page is: photos are handed over one by one, everything that there is to show
// comes back as JSON, and photos are called by the number they were added under. The host owns the loop, as with TrainingRun:
//   create; add_photo … ; start or resume; while (!run().finished()) { run().step(); if (it ends an epoch) end_epoch(); }
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nn/inference_network.h"
#include "render/rgba_image.h"
#include "app/training_run.h"
#include "data/photo_album.h"
#include "formats/safetensors.h"

namespace alexnet {

// Which photos of a lesson are learned from, and which are set aside to check with.
struct LessonDivision {
  std::vector<std::size_t> training, validation;
};
// `labels` has one of `classes` a photo. kInvalidArgument for a share out of range.
[[nodiscard]] Result<LessonDivision> divide(std::span<const std::size_t> labels, std::size_t classes,
                                            const TrainingSettings& settings);

// A file in pieces. Looks at the memory of the run.
struct LessonFile {
  TensorMap tensors;
  SafetensorsPieces pieces;
};

class Lesson {
 public:
  // `settings` is the JSON of training_settings_from_json. Its errors, spec_of's, and kInvalidArgument for fewer than two
  // classes or two of the same name.
  [[nodiscard]] static Result<Lesson> create(std::string_view settings, std::vector<std::string> classes);

  // The errors of PhotoAlbum::add; kInvalidArgument once the run has begun.
  [[nodiscard]] Status add_photo(std::size_t label, const std::string& name, ByteSpan encoded);

  // Sets the held-out share aside and begins. kInvalidArgument where a class has no photo; the errors of TrainingRun::start.
  // `base` is a model whose weights are taken where they fit, or nullptr; it is not needed afterwards. `pool` outlives the run.
  [[nodiscard]] Status start(const Model* base, const ThreadPool& pool);
  // Takes up the run of a checkpoint with the same photos in the same order; `epochs` as TrainingRun::resume has it.
  [[nodiscard]] Status resume(SharedBytes checkpoint, std::uint64_t epochs, const ThreadPool& pool);
  [[nodiscard]] bool has_begun() const { return run_.has_value(); }
  [[nodiscard]] TrainingRun& run() { return *run_; }

  // {"classes":[{"name","training","validation"}…],"parameters","learning_parameters","memory_bytes","keeps_features","batch",
  // "steps_per_epoch","first_epoch","epochs","history":[…],"step_seconds","feature_seconds"}: how it will go and how long that
  // takes here, measured.
  [[nodiscard]] Result<std::string> plan();
  // TrainingRun::end_epoch as {"epoch","loss","accuracy","learning_rate","val_loss","val_accuracy","images_per_second",
  // "seconds","is_best","stops_early","diagnosis"}; the validation's numbers and the diagnosis are null where there are none.
  [[nodiscard]] Result<std::string> end_epoch();
  // TrainingRun::samples as [{"photo","label","predicted","probability"}…]; classes by name.
  [[nodiscard]] Result<std::string> samples();
  // The first layer's filters as they are now, as draw_filters has them. Picture: a grid with nothing (alpha 0) between the
  // filters; its layout_json. kWrongShape where the first layer is no convolution over colours.
  [[nodiscard]] Result<std::string> filters();
  [[nodiscard]] const RgbaPicture& picture() const { return picture_; }
  // How well a model does on the photos that were set aside, or on all where none were: the JSON of an Evaluation and in it
  // "held_out" (whether they were) and "photos":[{"photo","label","predicted","probability"}…]; classes by number.
  [[nodiscard]] Result<std::string> judge(Classifier& classifier, const ThreadPool& pool) const;

  // TrainingRun::checkpoint and model_file, to be written elsewhere before the next step.
  [[nodiscard]] Result<LessonFile> checkpoint();
  [[nodiscard]] Result<LessonFile> model_file();

 private:
  Lesson(TrainingSettings settings, std::shared_ptr<PhotoAlbum> album)
      : settings_(std::move(settings)), album_(std::move(album)) {}
  [[nodiscard]] Result<PhotoSets> photo_sets(const TrainingSettings& settings);
  [[nodiscard]] const PhotoSelection& shown() const;

  TrainingSettings settings_;
  std::shared_ptr<PhotoAlbum> album_;
  const PhotoSelection* training_ = nullptr;  // the run's
  const PhotoSelection* validation_ = nullptr;
  std::optional<TrainingRun> run_;
  RgbaPicture picture_;
};

// What plan() would say of so many photos, evenly spread over so many classes, before there are any. Builds the network and
// takes the memory for it meanwhile.
[[nodiscard]] Result<std::string> estimate_lesson(std::string_view settings, std::size_t classes, std::size_t photos,
                                                  const Model* base, const ThreadPool& pool);

}  // namespace alexnet
