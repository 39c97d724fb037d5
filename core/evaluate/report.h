// The report of an evaluation: an HTML page and an image in a folder.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "base/thread_pool.h"
#include "data/photo_source.h"
#include "evaluate/evaluate.h"
#include "model/model.h"

namespace alexnet {

struct ReportOptions {
  std::string model;  // path of the model file, for the title
  std::string data;   // path of the photo folder, for the title
  std::string set;    // the part of the data: `validation`
  std::size_t photos_per_cell = 12;
  std::size_t max_photos = 2400;  // in all cells together: about 10 MB
  std::uint64_t seed = 0;         // selects the sample photos
};

// Creates the folder if it does not exist, and writes
//   index.html  self-contained: metrics, samples, training curves if the model's provenance has a `history` that can be read
//               (train/history.h), confusion matrix with photos, worst mistakes, classes
//   grid.png    the samples (render/sample_grid.h)
// `evaluation` is the result of evaluate() for this model and these photos. The errors of make_folder and write_file, and those
// of loading a photo that no longer exists.
[[nodiscard]] Status write_report(const std::string& folder, const Model& model, const Evaluation& evaluation,
                                  const PhotoSource& photos, const ThreadPool& pool, const ReportOptions& options);

}  // namespace alexnet
