// Session: several photos at once.
#include <algorithm>
#include <array>
#include <atomic>
#include <iterator>

#include "app/session.h"
#include "base/background_task.h"
#include "base/stopwatch.h"
#include "messages/app.h"

namespace alexnet {

// Decodes photos and runs the network on them, a batch at a time.
class PhotoBatches {
 public:
  // Requires an open model. The arguments must outlive this.
  PhotoBatches(Session& session, std::span<const PhotoFile> photos, std::size_t batch, const ClassifyOptions& options);

  void run(const Session::BatchResults& each);

 private:
  // Photos between decoding and the network.
  struct Batch {
    std::span<const PhotoFile> photos;
    std::vector<Result<Classification>> results;
    std::vector<float> inputs;      // the input values of the network; empty if they are written where it reads them
    std::atomic<std::size_t> next;  // the photo that no thread has taken yet
  };

  [[nodiscard]] bool decodes_ahead() const { return !decoders_.empty(); }
  [[nodiscard]] std::span<float> input(Batch& batch, std::size_t index);
  // Makes the photos from `first` on those of the batch.
  void begin(Batch& batch, std::size_t first);
  // Takes photos of a batch and prepares them until there is none; on any number of threads.
  void prepare(Batch& batch);
  void prepare_on_all_threads(Batch& batch);
  void run_network(Batch& batch);
  void fail_all(Batch& batch, const Error& error) { std::ranges::fill(batch.results, std::unexpected(error)); }

  Session& session_;
  InferenceNetwork& network_;
  std::span<const PhotoFile> photos_;
  std::size_t batch_;
  std::size_t input_size_ = 0;  // of the network, in values
  const ClassifyOptions& options_;
  std::array<Batch, 2> batches_;
  Batch* ahead_ = nullptr;  // what the decoders prepare
  std::vector<std::unique_ptr<BackgroundTask>> decoders_;
};

PhotoBatches::PhotoBatches(Session& session, std::span<const PhotoFile> photos, std::size_t batch,
                           const ClassifyOptions& options)
    : session_(session), network_(*session.classifier()), photos_(photos), batch_(batch), options_(options) {
  if (photos.size() <= batch || !network_.set_batch(batch)) return;  // run() reports a failure
  input_size_ = network_.input(0).size();
  for (std::size_t threads = network_.threads(); threads < session.pool().threads(); ++threads)
    if (auto decoder = BackgroundTask::start([this] { prepare(*ahead_); })) decoders_.push_back(std::move(decoder));
}

std::span<float> PhotoBatches::input(Batch& batch, std::size_t index) {
  if (!decodes_ahead()) return network_.input(index);
  return std::span(batch.inputs).subspan(index * input_size_, input_size_);
}

void PhotoBatches::begin(Batch& batch, std::size_t first) {
  batch.photos = photos_.subspan(first, std::min(batch_, photos_.size() - first));
  batch.results.assign(batch.photos.size(), {});
  if (decodes_ahead()) batch.inputs.resize(batch.photos.size() * input_size_);
  batch.next = 0;
}

void PhotoBatches::prepare(Batch& batch) {
  for (std::size_t i; (i = batch.next.fetch_add(1)) < batch.photos.size();) {
    const PhotoFile& photo = batch.photos[i];
    Result<Classification>& result = batch.results[i];
    const Result<SharedBytes> file = photo.bytes ? *photo.bytes : map_file(photo.name);
    result = file ? session_.prepare(file->bytes(), options_, input(batch, i)) : std::unexpected(file.error());
    if (file && !result) result = with_context(photo.name, std::move(result).error());
  }
}

void PhotoBatches::prepare_on_all_threads(Batch& batch) {
  session_.pool().parallel_for(session_.pool().threads(), 1, [&](std::size_t, std::size_t) { prepare(batch); });
}

// The input of photos that did not decode is whatever was there; their results are not used.
void PhotoBatches::run_network(Batch& batch) {
  if (std::ranges::none_of(batch.results, &Result<Classification>::has_value)) return;
  if (decodes_ahead()) {
    if (const Status set = network_.set_batch(batch.photos.size()); !set) return fail_all(batch, set.error());
    for (std::size_t i = 0; i < batch.photos.size(); ++i) std::ranges::copy(input(batch, i), network_.input(i).begin());
  }
  const Stopwatch watch;
  if (const Status run = network_.run(); !run) return fail_all(batch, run.error());
  const double milliseconds = watch.milliseconds() / static_cast<double>(batch.photos.size());
  for (std::size_t i = 0; i < batch.results.size(); ++i) {
    Result<Classification>& result = batch.results[i];
    if (!result) continue;
    result->network_milliseconds = milliseconds;
    result = session_.finish(std::move(*result), options_, i);
    if (!result) result = with_context(batch.photos[i].name, std::move(result).error());
  }
}

void PhotoBatches::run(const Session::BatchResults& each) {
  for (std::size_t first = 0, index = 0; first < photos_.size(); first += batch_, index = 1 - index) {
    Batch& batch = batches_[index];
    if (first == 0 || !decodes_ahead()) {
      begin(batch, first);
      const Status set = network_.set_batch(batch.photos.size());
      if (set) prepare_on_all_threads(batch);
      if (!set) fail_all(batch, set.error());
    }
    const bool has_next = decodes_ahead() && first + batch_ < photos_.size();
    if (has_next) {
      ahead_ = &batches_[1 - index];
      begin(*ahead_, first + batch_);
      for (const auto& decoder : decoders_) decoder->begin();
    }
    run_network(batch);
    if (has_next) {
      prepare_on_all_threads(*ahead_);
      for (const auto& decoder : decoders_) decoder->wait();
    }
    each(first, batch.results);
  }
}

void Session::classify_in_batches(std::span<const PhotoFile> photos, std::size_t batch, const ClassifyOptions& options,
                                  const BatchResults& each) {
  if (classifier_) return PhotoBatches(*this, photos, batch, options).run(each);
  const std::unexpected<Error> error = fail<msg::kNoModelOpen>("classify");
  std::vector<Result<Classification>> results(photos.size(), error);
  if (!photos.empty()) each(0, results);
}

std::vector<Result<Classification>> Session::classify_files(std::span<const PhotoFile> photos, const ClassifyOptions& options) {
  std::vector<Result<Classification>> all;
  classify_in_batches(photos, std::max<std::size_t>(photos.size(), 1), options,
                      [&all](std::size_t, std::span<Result<Classification>> results) {
                        all.assign(std::move_iterator(results.begin()), std::move_iterator(results.end()));
                      });
  return all;
}

}  // namespace alexnet
