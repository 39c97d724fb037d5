// A narrow network of a variant with a picture of noise before it.
#pragma once

#include <gtest/gtest.h>

#include <optional>

#include "base/rng.h"
#include "data/preprocess.h"
#include "nn/probe_network.h"
#include "model/alexnet.h"
#include "model/init.h"

namespace alexnet {

inline constexpr std::size_t kNarrowClasses = 4;

struct NarrowProbe {
  explicit NarrowProbe(std::string_view variant, std::size_t threads = 2) : pool(threads) {
    const auto spec = make_spec(variant, {.classes = kNarrowClasses, .width = 0.06});
    auto made = Probe::create(*initialize(*spec, Initialization::kKeras, 1, pool), pool);
    EXPECT_TRUE(made) << made.error().message();
    probe.emplace(std::move(*made));
    const std::size_t side = spec->preprocessing.input;
    square = {side, side, std::vector<std::uint8_t>(side * side * 3)};
    for (std::size_t i = 0; i < square.pixels.size(); ++i)
      square.pixels[i] = static_cast<std::uint8_t>(random_words(3, 5, i)[0] >> 24);
    show(square);
  }

  void show(const Image& picture, std::size_t index = 0) {
    to_tensor(picture, probe->model().spec.preprocessing, probe->input(index));
  }
  [[nodiscard]] std::size_t step(std::string_view layer) const { return probe->find(layer).value(); }

  ThreadPool pool;
  std::optional<Probe> probe;
  Image square;
};

}  // namespace alexnet
