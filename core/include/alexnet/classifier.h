// A classifier for C++ programs: the C API of alexnet.h with ownership, strings and std::expected. Header-only.
//
//   auto classifier = alexnet::api::Classifier::open("everyday.safetensors");
//   if (!classifier) return report(classifier.error().message);
//   auto answer = classifier->classify(bytes_of_a_jpeg);
//
// A Classifier may be moved between threads and is used by one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "alexnet/alexnet.h"

namespace alexnet::api {

struct Error {
  alexnet_status status = ALEXNET_INTERNAL;
  std::string message;  // one line in English: what was expected and what was found
};

struct Prediction {
  std::string label;       // the name of the class
  std::int32_t index = 0;  // its number, from 0
  float probability = 0;   // 0 to 1
};

struct Answer {
  std::vector<Prediction> predictions;  // the most likely first
  bool confident = true;                // false if the first prediction is below the model's confidence threshold
};

class Classifier {
 public:
  // Opens a model file: safetensors, or a format of another program that `alexnet convert` reads. `threads`: 0 for one per core.
  [[nodiscard]] static std::expected<Classifier, Error> open(const std::string& path, int threads = 0) {
    Classifier classifier(alexnet_create(threads));
    if (!classifier.session_) return std::unexpected(Error{ALEXNET_OUT_OF_MEMORY, "not enough memory for a session"});
    const alexnet_status status = alexnet_open_model_file(classifier.session_.get(), path.c_str());
    if (status != ALEXNET_OK) return std::unexpected(classifier.error(status));
    return classifier;
  }

  // Classifies an encoded photo (the bytes of a JPEG, PNG, BMP, GIF, …). Returns at most `top` predictions.
  [[nodiscard]] std::expected<Answer, Error> classify(std::span<const std::uint8_t> photo, int top = 5) {
    std::vector<alexnet_prediction> predictions(top > 0 ? static_cast<std::size_t>(top) : 0);
    alexnet_classification result{};
    const alexnet_status status =
        alexnet_classify(session_.get(), photo.data(), photo.size(), ALEXNET_FIT_MODEL, top, predictions.data(), &result);
    if (status != ALEXNET_OK) return std::unexpected(error(status));
    Answer answer{.predictions = {}, .confident = result.is_sure != 0};
    for (std::int32_t i = 0; i < result.count; ++i) {
      const alexnet_prediction& p = predictions[static_cast<std::size_t>(i)];
      answer.predictions.push_back({alexnet_class_name(session_.get(), p.index), p.index, p.probability});
    }
    return answer;
  }

 private:
  struct Destroy {
    void operator()(alexnet_session* session) const { alexnet_destroy(session); }
  };

  explicit Classifier(alexnet_session* session) : session_(session) {}
  [[nodiscard]] Error error(alexnet_status status) const { return {status, alexnet_error(session_.get())}; }

  std::unique_ptr<alexnet_session, Destroy> session_;
};

}  // namespace alexnet::api
