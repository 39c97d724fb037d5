// Damaged files of Darknet, and what is refused. tests/golden/foreign_kinds_test.cpp compares whole ones with OpenCV.
#include "formats/darknet.h"

#include <gtest/gtest.h>

#include "support/foreign_files.h"
#include "unit/formats/malformed_files.h"

namespace alexnet {
namespace {

SharedBytes darknet_file(const std::string& ending) { return SharedBytes(testing::foreign_bytes("darknet_norm" + ending)); }

Result<TensorMap> tensors_of_darknet(SharedBytes weights, SharedBytes config) {
  auto network = read_darknet(std::move(weights), CompanionFiles::in_memory({{"a.cfg", std::move(config)}}));
  if (!network) return std::unexpected(std::move(network).error());
  return std::move(network->tensors);
}

std::string code_of(std::string_view config) {
  const SharedBytes text(std::vector<std::uint8_t>(config.begin(), config.end()));
  const auto network = read_darknet(darknet_file(".weights"), CompanionFiles::in_memory({{"a.cfg", text}}));
  if (network) return network->layers.empty() ? "" : network->layers.back().reason.code;
  return network.error().code;
}

TEST(Darknet, FilesThatDoNotAgreeAreRefused) {
  EXPECT_EQ(code_of("[net]\nheight=9\nwidth=9\n[convolutional]\nfilters=4\nsize=3\n"), "darknet_size");
  EXPECT_EQ(code_of("[net]\nheight=9\nwidth=9\n[connected]\noutput=1000000\n"), "darknet_size");
  EXPECT_EQ(code_of("height=9\n"), "darknet_config");
  EXPECT_EQ(code_of("[net]\nwidth=9\n"), "darknet_no_net");
  EXPECT_EQ(code_of("[net]\nheight=9\nwidth=9\n[convolutional]\nfilters=many\n"), "darknet_option");
  EXPECT_EQ(code_of("[net]\nheight=9\nwidth=9\n[maxpool]\nsize=10\npadding=0\n"), "darknet_option");
  EXPECT_EQ(read_darknet(darknet_file(".weights"), {}).error().code, std::string("companion_missing"));
}

TEST(Darknet, TruncationIsAnError) {
  expect_truncations_rejected(darknet_file(".weights"),
                              [](SharedBytes file) { return tensors_of_darknet(std::move(file), darknet_file(".cfg")); });
}

TEST(Darknet, SurvivesWrongBytes) {
  expect_survives_corruption(darknet_file(".weights"),
                             [](SharedBytes file) { return tensors_of_darknet(std::move(file), darknet_file(".cfg")); });
  expect_survives_corruption(darknet_file(".cfg"),
                             [](SharedBytes file) { return tensors_of_darknet(darknet_file(".weights"), std::move(file)); });
}

}  // namespace
}  // namespace alexnet
