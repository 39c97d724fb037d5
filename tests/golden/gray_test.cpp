// Networks that read gray photos give the logits of the programs that wrote them (gray/, by make_gray.py), for gray inputs exactly and for
// photos in color up to the rounding of Pillow's gray values.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "interop/import_model.h"
#include "nn/inference_network.h"
#include "support/foreign_files.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

const std::string kFolder = "tests/golden/gray/";

class Gray : public ::testing::TestWithParam<std::string> {
 protected:
  // Imports the file from memory, since the core opens no files in WebAssembly.
  [[nodiscard]] Result<ImportedModel> import_file(const std::string& preprocessing = {}) const {
    ImportOptions options;
    options.preprocessing.text = preprocessing;
    return import_model(SharedBytes(testing::golden_bytes(kFolder + GetParam())), GetParam(), options, pool_);
  }
  // The largest difference to the golden logits of that name, relative to the largest of them.
  [[nodiscard]] double difference(const std::string& name, const auto& fill) const {
    auto imported = import_file();
    EXPECT_TRUE(imported) << imported.error().message();
    if (!imported) return 1;
    auto network = InferenceNetwork::create(std::move(imported->model), pool_);
    fill(network->input(0));
    EXPECT_TRUE(network->run());
    const auto golden = Json::parse(std::ifstream(kFolder + "logits.json")).at(GetParam()).at(name).get<std::vector<double>>();
    EXPECT_EQ(golden.size(), network->logits(0).size());
    double difference = 0, largest = 0;
    for (std::size_t i = 0; i < golden.size(); ++i) {
      difference = std::max(difference, std::abs(double{network->logits(0)[i]} - golden[i]));
      largest = std::max(largest, std::abs(golden[i]));
    }
    return difference / largest;
  }

  ThreadPool pool_{2};
};

TEST_P(Gray, GivesTheLogitsOfGrayInputs) {
  EXPECT_LT(difference("logits",
                       [](std::span<float> image) {
                         std::vector<float> gray(image.size() / 3);
                         testing::fill_foreign_input(gray);
                         for (std::size_t i = 0; i < image.size(); ++i) image[i] = gray[i / 3];
                       }),
            1e-5);
}

TEST_P(Gray, TurnsColorsToGrayAsPillowDoes) {
  EXPECT_LT(difference("luma",
                       [](std::span<float> image) {
                         for (std::size_t i = 0; i < image.size(); ++i)
                           image[i] = static_cast<float>(static_cast<std::uint32_t>(i * 2654435761u) >> 24) / 255.0f;
                       }),
            3e-3);
}

TEST_P(Gray, IsReportedAndPreparedWithoutColors) {
  const auto imported = import_file();
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_TRUE(std::ranges::any_of(imported->model.assumptions,
                                  [](const Notice& notice) { return std::string_view(notice.code) == "gray_input"; }));
  EXPECT_EQ(name_of(imported->model.spec.preprocessing), "0..1");
  EXPECT_EQ(imported->model.preprocessing_origin, PreprocessingOrigin::kGuessed);
}

// A gray value has no order of colors, so that it is computed from red, green and blue even where a person says BGR.
TEST_P(Gray, HasNoOrderOfColors) {
  const auto imported = import_file(R"({"order":"bgr","scale":1,"mean":[1,2,3]})");
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_EQ(imported->model.spec.preprocessing.order, ChannelOrder::kRgb);
  EXPECT_EQ(imported->model.spec.preprocessing.mean, (std::array<float, 3>{3, 2, 1}));
}

INSTANTIATE_TEST_SUITE_P(Files, Gray, ::testing::Values("gray.onnx", "gray.pth", "gray.keras", "gray.h5"),
                         [](const auto& name) { return name.param.substr(5); });

}  // namespace
}  // namespace alexnet
