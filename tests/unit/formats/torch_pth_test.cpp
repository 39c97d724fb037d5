#include "formats/torch/pth.h"

#include "unit/formats/malformed_files.h"

namespace alexnet {
namespace {

// The files hold the same weights in three containers (tests/golden/make_weights.py). The stream has views, strides and a prefix
// of names that is removed.
TEST(TorchPth, ReadsTheSameTensorsFromEveryContainer) {
  const auto zip = read_torch_pth(golden_file("torchvision.pth"));
  ASSERT_TRUE(zip) << zip.error().message();
  ASSERT_EQ(zip->tensors.size(), 16u);
  EXPECT_EQ(zip->tensors.at("features.3.weight").shape, (std::vector<std::size_t>{8, 8, 5, 5}));
  for (const char* name : {"torchvision_stream.pth", "torchvision_tar.pth"}) {
    const SharedBytes file = golden_file(name);
    EXPECT_TRUE(is_torch_pth(file));
    const auto other = read_torch_pth(file);
    ASSERT_TRUE(other) << other.error().message();
    ASSERT_EQ(other->tensors.size(), zip->tensors.size());
    for (const auto& [tensor, values] : zip->tensors) {
      const FileTensor& found = other->tensors.at(tensor);
      EXPECT_EQ(found.shape, values.shape) << tensor;
      EXPECT_TRUE(std::ranges::equal(found.bytes, values.bytes)) << tensor;
    }
  }
}

TEST(TorchPth, RejectsTruncations) {
  for (const char* name : {"torchvision.pth", "torchvision_stream.pth"})
    expect_truncations_rejected(golden_file(name), read_torch_pth);
  // A TAR archive ends with empty blocks, which may be missing.
  expect_truncations_rejected(first_bytes(golden_file("torchvision_tar.pth"), 79'000), read_torch_pth);
}

TEST(TorchPth, SurvivesCorruptBytes) {
  for (const char* name : {"torchvision.pth", "torchvision_stream.pth", "torchvision_tar.pth"})
    expect_survives_corruption(golden_file(name), read_torch_pth);
}

}  // namespace
}  // namespace alexnet
