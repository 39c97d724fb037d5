// Training for hosts without a file system, such as the web page. Photos are added one by one and are identified by their number in
// the order in which they were added, from 0. Results are JSON, in the shapes of alexnet/json_shapes.json. The host owns the loop:
//   create; add_photo ...; start or resume; while (!run().finished()) { driver().step(); if (it ends an epoch) end_epoch(); }
// Not thread-safe.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/training_driver.h"
#include "data/photo_album.h"
#include "formats/safetensors.h"
#include "nn/inference_network.h"
#include "render/rgba_image.h"

namespace alexnet {

// The numbers of the photos for training and for validation.
struct TrainingSplit {
  std::vector<std::size_t> training, validation;
};
// Splits photos by settings.validation_fraction and settings.seed. `labels` has the class of each photo, below `classes`.
// Errors: kInvalidArgument for a fraction out of range.
[[nodiscard]] Result<TrainingSplit> split_photos(std::span<const std::size_t> labels, std::size_t classes,
                                                 const TrainingSettings& settings);

// The defaults of settings here: those of the command line, but models do not record the photos that they learned from, because people
// pass on what they trained for themselves.
[[nodiscard]] inline TrainingSettings in_memory_defaults() { return {.photo_record = false}; }

// A safetensors file as a sequence of pieces. They refer to the memory of the run.
struct InMemoryFile {
  TensorMap tensors;
  SafetensorsPieces pieces;
};

class InMemoryTraining {
 public:
  // `settings` is the JSON of training_settings_from_json. Errors: those of that function and of spec_of; kInvalidArgument for
  // fewer than two classes or two classes of the same name.
  [[nodiscard]] static Result<InMemoryTraining> create(std::string_view settings, std::vector<std::string> classes);

  // Adds the bytes of a photo. Errors: those of PhotoAlbum::add; kInvalidArgument after the run has started.
  [[nodiscard]] Status add_photo(std::size_t label, const std::string& name, ByteSpan encoded);
  // Adds a photo for validation. With any such photo, none of the others is held out. Errors: those of add_photo.
  [[nodiscard]] Status add_validation_photo(std::size_t label, const std::string& name, ByteSpan encoded);

  // The harmless faults of the photo that was added last.
  [[nodiscard]] std::vector<Notice> last_warnings() const { return album_->warnings_of(album_->size() - 1); }

  // Holds out the validation photos, unless some were added, and starts the run. Weights of `base` are loaded where they fit; it may be nullptr, and is
  // not needed afterwards. `pool` must outlive the run. Errors: kInvalidArgument if a class has no photo for training; those of
  // TrainingRun::start.
  [[nodiscard]] Status start(const Model* base, const ThreadPool& pool);
  // Resumes the run of a checkpoint. Requires the same photos in the same order. `epochs` as for TrainingRun::resume.
  [[nodiscard]] Status resume(SharedBytes checkpoint, std::uint64_t epochs, const ThreadPool& pool);
  [[nodiscard]] bool has_started() const { return driver_ != nullptr; }
  // The members below require has_started().
  [[nodiscard]] TrainingDriver& driver() { return *driver_; }
  [[nodiscard]] TrainingRun& run() { return driver_->run(); }

  // Returns the shape TrainingPlan: what the run will do, and how long its steps take here, measured.
  [[nodiscard]] Result<std::string> plan();
  // Ends an epoch and returns the shape EpochReport.
  [[nodiscard]] Result<std::string> end_epoch();
  // Returns the predictions for a few fixed photos: the shape TrainingSample[].
  [[nodiscard]] Result<std::string> samples();
  // Renders the current filters of the first layer into image(), and returns the shape GridLayout. Pixels between the filters are
  // transparent. Errors: kWrongShape if the first layer is not a convolution over colors.
  [[nodiscard]] Result<std::string> filters();
  [[nodiscard]] const RgbaImage& image() const { return image_; }
  // Evaluates a model on the validation photos, or on all photos if none are held out. Returns the shape TrainingEvaluation.
  [[nodiscard]] Result<std::string> evaluate_photos(InferenceNetwork& network, const ThreadPool& pool) const;

  // Return TrainingRun::checkpoint and model_file. Valid until the next step.
  [[nodiscard]] Result<InMemoryFile> checkpoint();
  [[nodiscard]] Result<InMemoryFile> model_file();

 private:
  InMemoryTraining(TrainingSettings settings, std::shared_ptr<PhotoAlbum> album)
      : settings_(std::move(settings)), album_(std::move(album)) {}
  [[nodiscard]] Result<TrainingSplit> split(const TrainingSettings& settings) const;
  [[nodiscard]] Result<PhotoSets> photo_sets(const TrainingSettings& settings);
  [[nodiscard]] const PhotoSelection& sampled_photos() const;

  TrainingSettings settings_;
  std::shared_ptr<PhotoAlbum> album_;
  std::vector<std::size_t> added_validation_;   // numbers of the photos that were added for validation, ascending
  const PhotoSelection* training_ = nullptr;    // owned by the run
  const PhotoSelection* validation_ = nullptr;  // owned by the run
  std::unique_ptr<TrainingDriver> driver_;      // nullptr before the run starts
  RgbaImage image_;
};

// Returns the shape Notice[].
[[nodiscard]] std::string to_json(std::span<const Notice> notices);

// Returns what plan() would return for that many photos, evenly spread over that many classes. Builds the network, and needs the
// memory of a run meanwhile.
[[nodiscard]] Result<std::string> estimate_training(std::string_view settings, std::size_t classes, std::size_t photos,
                                                    const Model* base, const ThreadPool& pool);

}  // namespace alexnet
