#include "model/input_size.h"

#include <gtest/gtest.h>

#include <vector>

#include "model/alexnet.h"
#include "model/init.h"
#include "model/model_preprocessing.h"
#include "support/expect_error.h"

namespace alexnet {
namespace {

Model small_model(const char* variant, const ThreadPool& pool) {
  ModelSpec spec = *make_spec(variant, {.classes = 2, .width = 0.05});
  spec.preprocessing.input = spec.preprocessing.resize = 67;
  return *initialize(spec, Initialization::kKeras, 3, pool);
}

TEST(InputSize, IsFreeWithAdaptiveAveragePooling) {
  const ThreadPool pool(1);
  Model model = small_model("torchvision", pool);
  ASSERT_TRUE(set_input_size(model, 99, 120));
  EXPECT_EQ(model.spec.preprocessing.input, 99u);
  EXPECT_EQ(model.spec.preprocessing.resize, 120u);
}

TEST(InputSize, InvalidSizeLeavesTheModelUnchanged) {
  const ThreadPool pool(1);
  Model model = small_model("keras", pool);
  expect_error(set_input_size(model, 99, 120), ErrorKind::kWrongShape, "fc6.weight");
  Model other = small_model("torchvision", pool);
  expect_error(set_input_size(other, 99, 98), ErrorKind::kBadFormat, "resize");
  expect_error(set_input_size(other, 0, 98), ErrorKind::kBadFormat, "input");
  EXPECT_FALSE(set_input_size(other, 9, 9)) << "nothing would be left of it";
  EXPECT_EQ(model.spec.preprocessing.input, 67u);
  EXPECT_EQ(other.spec.preprocessing.input, 67u);
}

TEST(InputSize, OfAMeanImageOfAnotherSizeKeepsItsAverages) {
  const ThreadPool pool(1);
  Model model = small_model("torchvision", pool);
  Preprocessing& preprocessing = model.spec.preprocessing;
  preprocessing.scale = 1;
  preprocessing.mean = {0, 0, 0};
  preprocessing.mean_image = std::make_shared<MeanImage>(MeanImage{67, std::vector<float>(std::size_t{67} * 67 * 3, 50)});
  ASSERT_TRUE(set_input_size(model, 67, 80));
  EXPECT_NE(preprocessing.mean_image, nullptr) << "it still fits the input";
  ASSERT_TRUE(set_input_size(model, 99, 99));
  EXPECT_EQ(preprocessing.mean_image, nullptr);
  EXPECT_EQ(preprocessing.mean, (std::array<float, 3>{50, 50, 50}));
  EXPECT_EQ(model.preprocessing_origin, PreprocessingOrigin::kStated);
}

TEST(SetPreprocessing, IsGivenFromThenOn) {
  const ThreadPool pool(1);
  Model model = small_model("keras", pool);
  Preprocessing wanted = model.spec.preprocessing;
  wanted.order = ChannelOrder::kBgr;
  ASSERT_TRUE(set_preprocessing(model, wanted));
  EXPECT_EQ(model.spec.preprocessing, wanted);
  EXPECT_NE(preprocessing_report(model).find(R"({"origin":"given","name":"","input":67)"), std::string::npos);
  EXPECT_NE(preprocessing_notice(model).text.find("BGR / 255; stretch 67, bilinear_antialiased; as given"), std::string::npos)
      << preprocessing_notice(model).text;
  wanted.input = wanted.resize = 99;
  expect_error(set_preprocessing(model, wanted), ErrorKind::kWrongShape, "fc6.weight");
  wanted.scale = 0;
  expect_error(set_preprocessing(model, wanted), ErrorKind::kBadFormat, "scale");
  EXPECT_EQ(model.spec.preprocessing.input, 67u) << "unchanged after an error";
}

}  // namespace
}  // namespace alexnet
