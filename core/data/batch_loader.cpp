#include "data/batch_loader.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <numeric>

#include "base/background_task.h"
#include "base/rng.h"
#include "data/augment.h"
#include "data/random_streams.h"
#include "messages/data.h"

namespace alexnet {
namespace {

// Keeps decoded photos in memory and remembers which ones cannot be decoded, and why. Thread-safe.
class ImageCache {
 public:
  ImageCache(const PhotoSource& photos, const Augmenter& augmenter, std::uint64_t limit)
      : photos_(photos), augmenter_(augmenter), limit_(limit), kept_(photos.size()), reasons_(photos.size()) {}

  // Returns the prepared image of a photo, or nullptr if the photo does not load. The image is kept in the cache, or, if that
  // is full, in `own`. The only error is kOutOfMemory.
  [[nodiscard]] Result<const Image*> find(std::size_t photo, Image& own) {
    {
      const std::lock_guard lock(mutex_);
      if (!kept_[photo].pixels.empty()) return &kept_[photo];
      if (!reasons_[photo].empty()) return nullptr;
    }
    Result<Image> image = load(photo);
    const std::lock_guard lock(mutex_);
    if (!image && image.error().kind == ErrorKind::kOutOfMemory) return std::unexpected(std::move(image).error());
    if (!image) {
      reasons_[photo] = image.error().message();
      return nullptr;
    }
    return keep(photo, *std::move(image), own);
  }

  [[nodiscard]] std::vector<UnreadablePhoto> unreadable() const {
    const std::lock_guard lock(mutex_);
    std::vector<UnreadablePhoto> result;
    for (std::size_t photo = 0; photo < reasons_.size(); ++photo)
      if (!reasons_[photo].empty()) result.push_back({photo, photos_.name(photo), reasons_[photo]});
    return result;
  }

 private:
  [[nodiscard]] Result<Image> load(std::size_t photo) const {
    TRY_VALUE(const Image image, photos_.load(photo, augmenter_.decode_options()));
    return augmenter_.prepare(image);
  }

  // Requires mutex_. Another thread may have stored the same photo in the meantime.
  [[nodiscard]] const Image* keep(std::size_t photo, Image image, Image& own) {
    if (!kept_[photo].pixels.empty()) return &kept_[photo];
    const std::uint64_t bytes = image.pixels.capacity() + sizeof(Image);
    Image& storage = bytes_ + bytes <= limit_ ? kept_[photo] : own;
    if (&storage != &own) bytes_ += bytes;
    storage = std::move(image);
    return &storage;
  }

  const PhotoSource& photos_;
  const Augmenter& augmenter_;
  std::uint64_t limit_;
  mutable std::mutex mutex_;
  std::vector<Image> kept_;           // [photos] without pixels if the photo is not in the cache
  std::vector<std::string> reasons_;  // [photos] why a photo does not load, or empty
  std::uint64_t bytes_ = 0;
};

// One prepared batch, or the error of preparing it.
struct Slot {
  Tensor images;
  std::vector<std::uint32_t> labels, photos, other_labels;  // [batch]
  std::vector<float> shares;                                // [batch]
  std::size_t count = 0;
  LoaderPosition position;
  bool filled = false;
  Status status;
};

// The memory in which one photo of a batch is prepared. It is kept from batch to batch.
struct PhotoStorage {
  Image own;
  AugmentScratch scratch;
  Status status;
};

// Returns for each photo the next one of its class, and for the last one the first.
std::vector<std::uint32_t> next_photos_of_class(const PhotoSource& photos) {
  std::vector<std::uint32_t> next(photos.size());
  std::vector<std::size_t> first(photos.classes().size(), photos.size()), last = first;
  for (std::size_t photo = 0; photo < photos.size(); ++photo) {
    const std::size_t label = photos.label(photo);
    if (first[label] == photos.size()) first[label] = photo;
    if (last[label] != photos.size()) next[last[label]] = static_cast<std::uint32_t>(photo);
    last[label] = photo;
  }
  for (std::size_t label = 0; label < first.size(); ++label)
    if (first[label] != photos.size()) next[last[label]] = static_cast<std::uint32_t>(first[label]);
  return next;
}

Status check_options(const PhotoSource& photos, const Preprocessing& preprocessing, const Augmentation& augmentation,
                     const LoaderOptions& options) {
  if (options.batch == 0) return fail<msg::kBatchEmpty>("batch");
  if (!(options.outliers >= 0 && options.outliers < 1)) return fail<msg::kOutlierProbability>("outliers", options.outliers);
  if (options.outliers > 0 && options.outlier_image == nullptr) return fail<msg::kOutlierSourceMissing>("outliers");
  if (photos.size() == 0) return fail<msg::kPhotosNone>("photos");
  if (photos.size() > UINT32_MAX) return fail<msg::kPhotosTooMany>("photos");
  if (preprocessing.input == 0 || preprocessing.input > preprocessing.resize)
    return fail<msg::kLoaderCrop>("preprocessing", preprocessing.input, preprocessing.resize);
  TRY(check(options.mixing));
  return check(augmentation);
}

}  // namespace

void epoch_order(std::uint64_t seed, std::uint64_t epoch, std::span<std::uint32_t> order) {
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = order.size(); i > 1; --i) {
    const std::uint64_t word = random_words(seed, kOrderStream + epoch, i)[0];
    std::swap(order[i - 1], order[static_cast<std::size_t>(word * i >> 32)]);
  }
}

struct BatchLoader::State {
  State(const PhotoSource& source, const Augmenter& with, const LoaderOptions& with_options, const ThreadPool& on_pool)
      : photos(source),
        augmenter(with),
        options(with_options),
        pool(on_pool),
        images(source, augmenter, with_options.cache_bytes),
        next_of_class(next_photos_of_class(source)),
        order(source.size()),
        storages(with_options.batch) {}

  [[nodiscard]] std::size_t batches_per_epoch() const {
    return (photos.size() + (options.drop_last ? 0 : options.batch - 1)) / options.batch;
  }
  [[nodiscard]] LoaderPosition normalized(LoaderPosition at) const {
    return {at.epoch + at.batch / batches_per_epoch(), at.batch % batches_per_epoch()};
  }

  [[nodiscard]] Status allocate(Slot& slot) const;
  void set_order(std::uint64_t epoch);
  void fill(Slot& slot, LoaderPosition at, bool on_pool);
  [[nodiscard]] Status prepare(Slot& slot, std::size_t index);
  [[nodiscard]] Status prepare_outlier(Slot& slot, std::size_t index);
  void mix_pairs(Slot& slot, std::size_t first, std::size_t end) const;
  // Runs task(begin, end) over [0, count) on the pool, or on the calling thread alone if the pool is in use elsewhere.
  void for_range(std::size_t count, bool on_pool, const auto& task) const {
    if (on_pool) {
      pool.parallel_for(count, 1, task);
    } else {
      task(std::size_t{0}, count);
    }
  }
  [[nodiscard]] std::span<float> image_of(Slot& slot, std::size_t index) const {
    const std::size_t size = slot.images.shape().elements() / options.batch;
    return slot.images.values().subspan(index * size, size);
  }
  [[nodiscard]] Result<const Image*> image_for(std::uint32_t& photo, Image& own);
  // Prepares the next batch in the background thread while the caller uses the current one.
  void fill_ahead() { fill(slots[1 - current], position, /*on_pool=*/false); }

  const PhotoSource& photos;
  const Augmenter augmenter;
  const LoaderOptions options;
  const ThreadPool& pool;
  ImageCache images;
  std::vector<std::uint32_t> next_of_class;
  std::vector<std::uint32_t> order;  // the photos in the order of epoch `order_epoch`
  std::uint64_t order_epoch = UINT64_MAX;
  std::vector<PhotoStorage> storages;
  std::array<Slot, 2> slots;  // used alternately if batches are prepared ahead, else only the first one
  std::size_t current = 0;    // the slot that the caller uses
  LoaderPosition position;
  std::unique_ptr<BackgroundTask> background;  // declared last, so that it ends before the members that it uses
};

Status BatchLoader::State::allocate(Slot& slot) const {
  const std::size_t side = augmenter.preprocessing().input;
  TRY_VALUE(slot.images, Tensor::create({options.batch, side, side, 3}));
  slot.labels.resize(options.batch);
  slot.photos.resize(options.batch);
  if (!changes_nothing(options.mixing)) {
    slot.other_labels.resize(options.batch);
    slot.shares.resize(options.batch);
  }
  return {};
}

void BatchLoader::State::set_order(std::uint64_t epoch) {
  if (order_epoch == epoch) return;
  order_epoch = epoch;
  if (options.shuffle) {
    epoch_order(options.seed, epoch, order);
  } else {
    std::iota(order.begin(), order.end(), 0);
  }
}

// Returns the image of `photo`. If that photo does not load, sets `photo` to the next one of its class that does.
Result<const Image*> BatchLoader::State::image_for(std::uint32_t& photo, Image& own) {
  const std::uint32_t first = photo;
  do {
    TRY_VALUE(const Image* image, images.find(photo, own));
    if (image != nullptr) return image;
    photo = next_of_class[photo];
  } while (photo != first);
  return fail<msg::kClassUnreadable>(photos.name(first), photos.classes()[photos.label(first)]);
}

Status BatchLoader::State::prepare_outlier(Slot& slot, std::size_t index) {
  const std::size_t side = augmenter.preprocessing().input;
  const Image image = options.outlier_image(side, options.seed, slot.position.epoch * photos.size() + slot.photos[index]);
  slot.labels[index] = kNoClass;
  const auto edge = static_cast<double>(side);
  return augmenter.apply(image, {.region = {.width = edge, .height = edge}}, storages[index].scratch, image_of(slot, index));
}

Status BatchLoader::State::prepare(Slot& slot, std::size_t index) {
  PhotoStorage& storage = storages[index];
  const std::uint64_t drawn_for = slot.photos[index];  // a replacement keeps the random numbers of the photo it replaces
  if (random_uniform(options.seed, kOutlierStream + slot.position.epoch, drawn_for) < options.outliers)
    return prepare_outlier(slot, index);
  TRY_VALUE(const Image* image, image_for(slot.photos[index], storage.own));
  slot.labels[index] = static_cast<std::uint32_t>(photos.label(slot.photos[index]));
  const AugmentPlan plan = augmenter.draw(image->width, image->height, {options.seed, slot.position.epoch, drawn_for});
  return augmenter.apply(*image, plan, storage.scratch, image_of(slot, index));
}

// Mixes photo i of a batch with photo count - 1 - i, for i in [first, end). The middle photo of an odd batch is not mixed.
void BatchLoader::State::mix_pairs(Slot& slot, std::size_t first, std::size_t end) const {
  const std::size_t side = augmenter.preprocessing().input;
  for (std::size_t i = first; i < end; ++i) {
    const std::size_t j = slot.count - 1 - i;
    const std::uint64_t pair = slot.position.batch * options.batch + i;
    const MixPlan plan = i == j ? MixPlan{} : draw_mix(options.mixing, side, options.seed, slot.position.epoch, pair);
    mix(plan, side, image_of(slot, i), image_of(slot, j));
    slot.shares[i] = slot.shares[j] = plan.share;
    slot.other_labels[i] = slot.labels[j];
    slot.other_labels[j] = slot.labels[i];
  }
}

void BatchLoader::State::fill(Slot& slot, LoaderPosition at, bool on_pool) {
  set_order(at.epoch);
  const std::size_t begin = static_cast<std::size_t>(at.batch) * options.batch;
  slot.position = at;
  slot.count = std::min(options.batch, photos.size() - begin);
  std::copy_n(order.begin() + static_cast<std::ptrdiff_t>(begin), slot.count, slot.photos.begin());
  for_range(slot.count, on_pool, [this, &slot](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) storages[i].status = prepare(slot, i);
  });
  const std::size_t size = slot.images.shape().elements() / options.batch;
  std::ranges::fill(slot.images.values().subspan(slot.count * size), 0.0f);
  slot.status = {};
  for (std::size_t i = 0; i < slot.count && slot.status; ++i) slot.status = storages[i].status;
  if (slot.status && !slot.shares.empty())
    for_range((slot.count + 1) / 2, on_pool, [&](std::size_t from, std::size_t to) { mix_pairs(slot, from, to); });
  slot.filled = true;
}

Result<BatchLoader> BatchLoader::create(const PhotoSource& photos, const Preprocessing& preprocessing,
                                        const Augmentation& augmentation, const LoaderOptions& options,
                                        const ThreadPool& pool) {
  TRY(check_options(photos, preprocessing, augmentation, options));
  LoaderOptions fitted = options;
  fitted.batch = std::min(options.batch, photos.size());
  auto state = std::make_unique<State>(photos, Augmenter(augmentation, preprocessing), fitted, pool);
  if (options.ahead.value_or(available_cores() > pool.threads())) {
    state->background = BackgroundTask::start([state = state.get()] { state->fill_ahead(); });
  }
  TRY(state->allocate(state->slots[0]));
  if (state->background != nullptr) TRY(state->allocate(state->slots[1]));
  return BatchLoader(std::move(state));
}

BatchLoader::BatchLoader(std::unique_ptr<State> state) : state_(std::move(state)) {}
BatchLoader::BatchLoader(BatchLoader&&) noexcept = default;
BatchLoader& BatchLoader::operator=(BatchLoader&&) noexcept = default;
BatchLoader::~BatchLoader() = default;

std::size_t BatchLoader::batch() const { return state_->options.batch; }
std::size_t BatchLoader::batches_per_epoch() const { return state_->batches_per_epoch(); }
LoaderPosition BatchLoader::position() const { return state_->position; }
std::vector<UnreadablePhoto> BatchLoader::unreadable() const { return state_->images.unreadable(); }

void BatchLoader::seek(LoaderPosition position) {
  if (state_->background != nullptr) state_->background->wait();
  for (Slot& slot : state_->slots) slot.filled = false;
  state_->position = state_->normalized(position);
}

Result<Batch> BatchLoader::next() {
  State& state = *state_;
  if (state.background != nullptr) {
    state.background->wait();
    state.current = 1 - state.current;
  }
  Slot& slot = state.slots[state.current];
  if (!slot.filled) state.fill(slot, state.position, /*on_pool=*/true);
  slot.filled = false;
  if (!slot.status) return std::unexpected(slot.status.error());
  state.position = state.normalized({state.position.epoch, state.position.batch + 1});
  if (state.background != nullptr) state.background->begin();
  Batch batch{.images = slot.images.view(),
              .labels = std::span(slot.labels).first(slot.count),
              .photos = std::span(slot.photos).first(slot.count),
              .count = slot.count};
  if (!slot.shares.empty()) {
    batch.other_labels = std::span(slot.other_labels).first(slot.count);
    batch.shares = std::span(slot.shares).first(slot.count);
  }
  return batch;
}

}  // namespace alexnet
