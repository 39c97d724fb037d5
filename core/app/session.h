// The use cases, said once for every front end: open a model, classify a photo. One thread at a time per session.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/model_file.h"
#include "base/error.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "data/image.h"
#include "model/model.h"
#include "nn/inference_network.h"
#include "nn/top_k.h"

namespace alexnet {

struct ClassifyOptions {
  std::size_t top = 5;
  std::optional<Fit> fit;        // instead of the model's own
  std::optional<Region> region;  // of the photo, instead of what `fit` chooses
};

struct Classification {
  std::vector<Prediction> predictions;
  bool is_sure = true;                 // the first is at least as likely as the model's `confidence_threshold` asks for
  Image input_image;                   // the exact pixels that the network saw
  double preprocess_milliseconds = 0;  // decode, resize, to numbers
  double network_milliseconds = 0;
};

class Session {
 public:
  // `threads` as ThreadPool takes it: 0 means one a core.
  explicit Session(std::size_t threads) : pool_(std::make_shared<ThreadPool>(threads)) {}
  // Another one on the same threads, for a second model. The two are not to be called at once.
  [[nodiscard]] Session share_threads() const { return Session(pool_); }

  // Replaces the model only if the new one is good.
  [[nodiscard]] Status open_model(SharedBytes file);
  [[nodiscard]] Status open_model_file(const std::string& path);

  // kInvalidArgument when no model is open; otherwise the errors of decode and resize.
  [[nodiscard]] Result<Classification> classify(ByteSpan photo, const ClassifyOptions& options);
  // The same of a photo that is decoded already.
  [[nodiscard]] Result<Classification> classify_image(const Image& photo, const ClassifyOptions& options);

  // The middle of a photo as a small square: whether it can be read, and how to show it. The errors of decode and resize.
  [[nodiscard]] static Result<Image> thumbnail(ByteSpan photo, std::size_t side);

  [[nodiscard]] InferenceNetwork* classifier() { return classifier_ ? &*classifier_ : nullptr; }
  [[nodiscard]] const Model* model() const { return classifier_ ? &classifier_->model() : nullptr; }
  [[nodiscard]] const ThreadPool& pool() const { return *pool_; }

 private:
  explicit Session(std::shared_ptr<ThreadPool> pool) : pool_(std::move(pool)) {}
  [[nodiscard]] Status use(Result<Model> model);

  std::shared_ptr<ThreadPool> pool_;  // its address outlives a moved session
  std::optional<InferenceNetwork> classifier_;
};

}  // namespace alexnet
