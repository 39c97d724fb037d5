#include "model/input_size.h"

#include <gtest/gtest.h>

#include <vector>

#include "model/alexnet.h"
#include "model/init.h"
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

}  // namespace
}  // namespace alexnet
