// What an evaluation found, for a person to look at: a page and a picture in a folder.
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
  std::string model;  // where they came from, for the title
  std::string data;
  std::string set;  // which part of the data: `validation`
  std::size_t photos_per_cell = 12;
  std::size_t max_photos = 2400;  // in all cells together: about 10 MB
  std::uint64_t seed = 0;         // which photos are the samples
};

// Makes the folder where it is missing, and writes
//   index.html  self-contained: numbers, samples, training curves where the model's provenance has a `history`
//               (train/history.h; one that does not read is left out), confusion matrix with its photos, worst mistakes,
//               classes
//   grid.png    the samples (render/sample_grid.h)
// `evaluation` is what evaluate() made of this model and these photos. The errors of make_folder, write_file, and of loading a
// photo that is gone.
[[nodiscard]] Status write_report(const std::string& folder, const Model& model, const Evaluation& evaluation,
                                  const PhotoSource& photos, const ThreadPool& pool, const ReportOptions& options);

}  // namespace alexnet
