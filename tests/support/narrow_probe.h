// A probe of a narrow variant, with an image of noise as its input.
#pragma once

#include <gtest/gtest.h>

#include <optional>

#include "base/rng.h"
#include "data/preprocess.h"
#include "model/alexnet.h"
#include "model/init.h"
#include "nn/probe_network.h"

namespace alexnet {

inline constexpr std::size_t kNarrowClasses = 4;

struct NarrowProbe {
  explicit NarrowProbe(std::string_view variant, std::size_t threads = 2) : pool(threads) {
    const auto spec = make_spec(variant, {.classes = kNarrowClasses, .width = 0.06});
    auto made = ProbeNetwork::create(*initialize(*spec, Initialization::kKeras, 1, pool), pool);
    EXPECT_TRUE(made) << made.error().message();
    probe.emplace(std::move(*made));
    const std::size_t side = spec->preprocessing.input;
    image = {side, side, std::vector<std::uint8_t>(side * side * 3)};
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
      image.pixels[i] = static_cast<std::uint8_t>(random_words(3, 5, i)[0] >> 24);
    show(image);
  }

  // Sets input `index` to an image.
  void show(const Image& shown, std::size_t index = 0) {
    to_tensor(shown, probe->model().spec.preprocessing, probe->input(index));
  }
  [[nodiscard]] std::size_t step(std::string_view layer) const { return probe->find(layer).value(); }

  ThreadPool pool;
  std::optional<ProbeNetwork> probe;
  Image image;
};

}  // namespace alexnet
