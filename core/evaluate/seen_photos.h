// Whether a model is evaluated on photos that it learned from.
#pragma once

#include <cstddef>
#include <optional>

#include "base/error.h"
#include "base/thread_pool.h"
#include "data/photo_source.h"
#include "model/model.h"

namespace alexnet {

struct SeenPhotos {
  std::size_t seen = 0;            // photos that the model's record contains
  std::size_t of = 0;              // photos that were looked up
  double false_positive_rate = 0;  // of the record

  // Whether more than 5 % of the photos were seen, beyond those that are false positives.
  [[nodiscard]] bool spoils_evaluation() const {
    return static_cast<double>(seen) - false_positive_rate * static_cast<double>(of) >= 0.05 * static_cast<double>(of) &&
           seen > 0;
  }
};

// Looks the photos up in the record of the model (model/photo_record.h): every one whose fingerprint is known since it was loaded,
// and of the others, which have to be decoded for it, at most 250, evenly spread. Nothing if the model has no record.
[[nodiscard]] std::optional<SeenPhotos> count_seen_photos(const Model& model, const PhotoSource& photos,
                                                          const ThreadPool& pool);

// The warning for people: how many of how many.
[[nodiscard]] Notice notice_of(const SeenPhotos& seen);

}  // namespace alexnet
