// A session with one model: open a model, classify photos. A session is not thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "app/model_file.h"
#include "base/error.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "image/decode.h"
#include "image/image.h"
#include "model/model.h"
#include "nn/inference_network.h"
#include "nn/top_k.h"

namespace alexnet {

struct ClassifyOptions {
  std::size_t top = 5;
  std::optional<Fit> fit;        // replaces the fit of the model
  std::optional<Region> region;  // of the photo, replaces the crop by `fit`
};

struct Classification {
  std::vector<Prediction> predictions;
  bool is_sure = true;                 // the probability of the first prediction reaches the model's confidence threshold
  std::vector<Notice> warnings;        // harmless faults of the file, despite which it was read
  Image input_image;                   // the exact pixels of the network input
  std::string converted_from;          // the color profile that the photo was converted from; empty if it was not
  double preprocess_milliseconds = 0;  // decoding, resizing, conversion to a tensor
  double network_milliseconds = 0;
};

// A photo to classify: the file of that name, or bytes that the caller has already.
struct PhotoFile {
  std::string name;
  std::optional<SharedBytes> bytes;
};

class Session {
 public:
  // 0 threads mean one per core, and so do more than there are cores.
  explicit Session(std::size_t threads) : pool_(std::make_shared<ThreadPool>(usable_threads(threads))) {}
  // Returns another session on the same threads and with the same options, for a second model. The two must not be used at the same
  // time.
  [[nodiscard]] Session share_threads() const { return {pool_, inference_}; }

  // Sets whether convolutions are direct sums (InferenceOptions::exact), also those of the open model. On failure everything stays as
  // it was. Errors: those of InferenceNetwork::create.
  [[nodiscard]] Status set_exact(bool exact);
  [[nodiscard]] const InferenceOptions& inference_options() const { return inference_; }

  // Opens a model. On failure, the previous model remains open. Errors: those of read_model or
  // read_saved_model, and InferenceNetwork::create. `change`: of its preprocessing, where the file does not state it.
  [[nodiscard]] Status open_model(SharedBytes file, const CompanionFiles& companions = {},
                                  const PreprocessingChange& change = {});
  [[nodiscard]] Status open_saved_model(SharedBytes file);
  [[nodiscard]] Status open_model_file(const std::string& path, const PreprocessingChange& change = {});
  [[nodiscard]] Status open_model(Model model);
  // Changes the preprocessing of the open model. On failure it stays as it was. Errors: kInvalidArgument if no model is open; those of
  // changed_preprocessing, set_preprocessing and InferenceNetwork::create.
  [[nodiscard]] Status change_preprocessing(const PreprocessingChange& change);

  // Errors: kInvalidArgument if no model is open; those of decode and resize.
  [[nodiscard]] Result<Classification> classify(ByteSpan photo, const ClassifyOptions& options);
  // Does the same for a decoded photo.
  [[nodiscard]] Result<Classification> classify_image(const Image& photo, const ClassifyOptions& options);

  // Classifies several photos at once: all threads decode, then the network runs on them as one batch. Returns one result for
  // each photo, in order, with the errors of map_file and classify(), which contain the name of the photo. The time of the network
  // is that of the batch divided by the number of its photos.
  [[nodiscard]] std::vector<Result<Classification>> classify_files(std::span<const PhotoFile> photos,
                                                                   const ClassifyOptions& options);

  // Receives the results of the photos from `first` on, in order. May take their contents.
  using BatchResults = std::function<void(std::size_t first, std::span<Result<Classification>> results)>;
  // Does the same for any number of photos, in batches of `batch` >= 1. While the network runs on a batch, the threads that it has no
  // use for decode the next one.
  void classify_in_batches(std::span<const PhotoFile> photos, std::size_t batch, const ClassifyOptions& options,
                           const BatchResults& each);

  // Returns the central square of a photo, resized to `side` pixels, in the colors of a browser, and the warnings of the photo.
  // Errors: those of decode and resize.
  [[nodiscard]] static Result<DecodedImage> thumbnail(ByteSpan photo, std::size_t side);

  [[nodiscard]] InferenceNetwork* classifier() { return classifier_ ? &*classifier_ : nullptr; }
  [[nodiscard]] const Model* model() const { return classifier_ ? &classifier_->model() : nullptr; }
  [[nodiscard]] const ThreadPool& pool() const { return *pool_; }

 private:
  Session(std::shared_ptr<ThreadPool> pool, InferenceOptions inference) : pool_(std::move(pool)), inference_(inference) {}
  friend class PhotoBatches;
  // The part of a classification before the network runs: writes the input values of the network. Thread-safe.
  [[nodiscard]] Result<Classification> prepare(ByteSpan photo, const ClassifyOptions& options, std::span<float> input) const;
  [[nodiscard]] Result<Classification> prepare_image(const Image& photo, const ClassifyOptions& options,
                                                     std::span<float> input) const;
  // The part after it.
  [[nodiscard]] Result<Classification> finish(Classification prepared, const ClassifyOptions& options, std::size_t index) const;
  [[nodiscard]] Result<Classification> classify_one(Result<Classification> prepared, const ClassifyOptions& options);

  std::shared_ptr<ThreadPool> pool_;  // a pointer, so that its address stays the same if the session is moved
  InferenceOptions inference_;
  std::optional<InferenceNetwork> classifier_;
};

}  // namespace alexnet
