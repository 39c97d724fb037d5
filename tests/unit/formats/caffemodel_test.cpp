#include "formats/caffemodel.h"

#include "unit/formats/malformed_files.h"

namespace alexnet {
namespace {

using Lengths = std::vector<std::size_t>;

TEST(Caffemodel, ReadsBothGenerations) {
  for (const char* name : {"caffe.caffemodel", "caffenet_old.caffemodel"}) {
    const SharedBytes file = golden_file(name);
    EXPECT_TRUE(is_caffemodel(file.bytes()));
    const auto map = read_caffemodel(file);
    ASSERT_TRUE(map) << map.error().message();
    ASSERT_EQ(map->tensors.size(), 16u);
    EXPECT_EQ(map->tensors.at("conv2.weight").shape, (Lengths{8, 4, 5, 5}));
    EXPECT_EQ(map->tensors.at("conv2.bias").shape, (Lengths{8}));
    EXPECT_EQ(map->tensors.at("fc8.weight").shape, (Lengths{7, 40}));
    expect_tensors_complete(*map);
  }
  EXPECT_EQ(read_caffemodel(golden_file("caffe.caffemodel"))->metadata.at("net"), "AlexNet");
}

// A message without its last fields is still valid protobuf: the layers that remain must be complete.
TEST(Caffemodel, SurvivesTruncation) {
  const SharedBytes file = golden_file("caffe.caffemodel");
  for (std::size_t length = 0; length < file.bytes().size(); length += length < 3000 ? 1 : 97) {
    const auto map = read_caffemodel(first_bytes(file, length));
    if (!map) continue;
    EXPECT_LT(map->tensors.size(), 17u);
    expect_tensors_complete(*map);
  }
  EXPECT_FALSE(read_caffemodel(first_bytes(file, 0)));
  EXPECT_FALSE(read_caffemodel(first_bytes(file, 5000)));
}

TEST(Caffemodel, SurvivesCorruptBytes) {
  for (const char* name : {"caffe.caffemodel", "caffenet_old.caffemodel"})
    expect_survives_corruption(golden_file(name), read_caffemodel);
}

}  // namespace
}  // namespace alexnet
