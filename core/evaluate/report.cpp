#include "evaluate/report.h"

#include <algorithm>
#include <map>

#include "base/file.h"
#include "base/for_each.h"
#include "base/rng.h"
#include "data/preprocess.h"
#include "evaluate/markup.h"
#include "evaluate/report_page.h"
#include "image/encode.h"
#include "render/sample_grid.h"

namespace alexnet {
namespace {

constexpr std::size_t kSamples = 8, kCellSide = 96, kMistakeSide = 160;
constexpr int kQuality = 80;

// The central part of a photo, `side` x `side` pixels, in the colors of a browser.
Result<Image> load_thumbnail(const PhotoSource& photos, std::size_t photo, std::size_t side) {
  TRY_VALUE(const Image image, photos.load(photo, {.color = ColorHandling::kConvert}));
  return thumbnail(image, side);
}

// The predictions of a cell of the confusion matrix, those with the highest probability first, and how many of them are shown.
struct Cell {
  std::vector<const PhotoPrediction*> all;
  std::size_t shown = 0;
};
using Cells = std::map<std::pair<std::size_t, std::size_t>, Cell>;

Cells cells_of(const Evaluation& evaluation) {
  Cells cells;
  for (const PhotoPrediction& prediction : evaluation.predictions)
    cells[{prediction.label, prediction.predicted}].all.push_back(&prediction);
  for (auto& [pair, cell] : cells)
    std::ranges::stable_sort(cell.all, std::greater(), [](const PhotoPrediction* one) { return one->probability; });
  return cells;
}

// Assigns photos in rounds, one to each cell per round and to mistakes first, until every cell has photos_per_cell of them or
// max_photos are assigned.
void assign_photos_to_cells(Cells& cells, const ReportOptions& options) {
  std::size_t left = options.max_photos;
  for (std::size_t round = 0; round < options.photos_per_cell; ++round)
    for (const bool is_right : {false, true})
      for (auto& [pair, cell] : cells)
        if ((pair.first == pair.second) == is_right && cell.shown == round && round < cell.all.size() && left > 0) {
          ++cell.shown;
          --left;
        }
}

class Report {
 public:
  Report(const Evaluation& evaluation, const PhotoSource& photos, const ThreadPool& pool, const ReportOptions& options)
      : evaluation_(evaluation), photos_(photos), pool_(pool), options_(options) {}

  Status fill(ReportContent& content);
  // The samples as a PNG file.
  Result<std::vector<std::uint8_t>> grid() const;

 private:
  // The photo of a prediction, without its image.
  ReportPhoto describe(const PhotoPrediction& prediction) const {
    return {{}, photos_.name(prediction.photo), prediction.label, prediction.predicted, prediction.probability};
  }
  Status fill_cells(ReportContent& content);
  Status fill_mistakes(ReportContent& content);
  Status fill_samples(ReportContent& content);

  const Evaluation& evaluation_;
  const PhotoSource& photos_;
  const ThreadPool& pool_;
  const ReportOptions& options_;
  std::vector<Sample> samples_;
};

Status Report::fill(ReportContent& content) {
  TRY(fill_cells(content));
  TRY(fill_mistakes(content));
  return fill_samples(content);
}

Status Report::fill_cells(ReportContent& content) {
  Cells cells = cells_of(evaluation_);
  assign_photos_to_cells(cells, options_);
  std::vector<std::pair<ReportPhoto*, std::size_t>> wanted;
  content.cells.reserve(cells.size());  // `wanted` points into it
  for (const auto& [pair, cell] : cells) {
    ReportCell& shown = content.cells.emplace_back(pair.first, pair.second, cell.all.size());
    for (std::size_t i = 0; i < cell.shown; ++i) shown.photos.push_back(describe(*cell.all[i]));
    for (std::size_t i = 0; i < cell.shown; ++i) wanted.emplace_back(&shown.photos[i], cell.all[i]->photo);
  }
  return for_each(wanted.size(), pool_, [&](std::size_t i) -> Status {
    TRY_VALUE(const Image image, load_thumbnail(photos_, wanted[i].second, kCellSide));
    TRY_VALUE(wanted[i].first->image_url, jpeg_data_url(image, kQuality));
    return {};
  });
}

Status Report::fill_mistakes(ReportContent& content) {
  const std::vector<Mistake>& mistakes = evaluation_.metrics.mistakes;
  for (const Mistake& one : mistakes)
    content.mistakes.push_back({{}, photos_.name(one.photo), one.label, one.predicted, one.probability});
  return for_each(mistakes.size(), pool_, [&](std::size_t i) -> Status {
    TRY_VALUE(const Image image, load_thumbnail(photos_, mistakes[i].photo, kMistakeSide));
    TRY_VALUE(content.mistakes[i].image_url, jpeg_data_url(image, kQuality));
    return {};
  });
}

Status Report::fill_samples(ReportContent& content) {
  // A random sample: the beginning of a partial Fisher-Yates shuffle.
  std::vector<const PhotoPrediction*> deck;
  deck.reserve(evaluation_.predictions.size());
  for (const PhotoPrediction& prediction : evaluation_.predictions) deck.push_back(&prediction);
  const std::size_t count = std::min(kSamples, deck.size());
  for (std::size_t i = 0; i < count; ++i)
    std::swap(deck[i], deck[i + random_words(options_.seed, /*stream=*/0, i)[0] % (deck.size() - i)]);
  samples_.resize(count);
  for (std::size_t i = 0; i < count; ++i) content.samples.push_back(describe(*deck[i]));
  return for_each(count, pool_, [&](std::size_t i) -> Status {
    TRY_VALUE(samples_[i].image, load_thumbnail(photos_, deck[i]->photo, kSampleSide));
    TRY_VALUE(content.samples[i].image_url, jpeg_data_url(samples_[i].image, kQuality));
    samples_[i].label = evaluation_.classes[deck[i]->label];
    samples_[i].predicted = evaluation_.classes[deck[i]->predicted];
    samples_[i].probability = deck[i]->probability;
    return {};
  });
}

Result<std::vector<std::uint8_t>> Report::grid() const {
  TRY_VALUE(const Image grid, draw_sample_grid(samples_));
  return encode_png(grid);
}

History history_of(const Model& model) {
  const auto entry = model.provenance.find(kHistoryKey);
  if (entry == model.provenance.end()) return {};
  return history_from_json(entry->second).value_or(History());
}

}  // namespace

Status write_report(const std::string& folder, const Model& model, const Evaluation& evaluation, const PhotoSource& photos,
                    const ThreadPool& pool, const ReportOptions& options) {
  TRY(make_folder(folder));
  ReportContent content{.model = options.model,
                        .data = options.data,
                        .set = options.set,
                        .variant = model.spec.variant,
                        .evaluation = evaluation,
                        .history = history_of(model)};
  Report report(evaluation, photos, pool, options);
  TRY(report.fill(content));
  TRY_VALUE(const std::vector<std::uint8_t> grid, report.grid());
  const ByteSpan grid_bytes = grid;
  TRY(write_file(folder + "/grid.png", {&grid_bytes, 1}));
  const std::string page = report_page(content);
  const ByteSpan bytes(reinterpret_cast<const std::uint8_t*>(page.data()), page.size());
  return write_file(folder + "/index.html", {&bytes, 1});
}

}  // namespace alexnet
