// Compressed arrays (tests/golden/make_hdf5.py) and the writer. What h5py reads of its files: tests/golden/check_exports.py.
#include <gtest/gtest.h>

#include <algorithm>

#include "formats/hdf5/hdf5.h"
#include "formats/keras/h5.h"
#include "support/foreign_files.h"

namespace alexnet {
namespace {

TEST(Hdf5Packed, DecompressesAndJoinsChunks) {
  const auto read = read_hdf5(SharedBytes(testing::foreign_bytes("packed.h5")));
  ASSERT_TRUE(read) << read.error().message();
  for (const char* path : {"packed", "halves/packed"}) {
    const FileTensor& tensor = read->datasets.tensors.at(path);
    std::vector<float> values(tensor.elements(), -1.0f);
    ASSERT_EQ(values.size(), path == std::string("packed") ? 2000u : 81u);
    ASSERT_TRUE(to_floats(tensor, values));
    for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], static_cast<float>(i)) << path;
  }
}

TEST(Hdf5Writer, RoundTrips) {
  const std::vector<float> values = {1, -2, 3, 4, 5, 6};
  TensorMap arrays;
  arrays.tensors["a/b/c"] = {
      .type = ElementType::kF32, .shape = {2, 3}, .bytes = {reinterpret_cast<const std::uint8_t*>(values.data()), 24}};
  Hdf5FileLayout layout;
  layout.groups = {"a", "empty"};
  layout.datasets = &arrays;
  const std::string longer(200'000, 'x');
  layout.attributes = {{.group = "", .name = "one", .strings = {longer}},
                       {.group = "a", .name = "list", .strings = {"x", "yz"}, .list = true},
                       {.group = "empty", .name = "none", .strings = {}, .list = true}};
  const auto file = to_hdf5(layout);
  ASSERT_TRUE(file) << file.error().message();
  const auto again = to_hdf5(layout);
  ASSERT_TRUE(again);
  EXPECT_TRUE(std::ranges::equal(file->bytes(), again->bytes())) << "the writer is not deterministic";
  const auto read = read_hdf5(*file);
  ASSERT_TRUE(read) << read.error().message();
  const FileTensor& tensor = read->datasets.tensors.at("a/b/c");
  EXPECT_EQ(tensor.shape, (std::vector<std::size_t>{2, 3}));
  EXPECT_TRUE(std::ranges::equal(tensor.bytes, arrays.tensors["a/b/c"].bytes));
  EXPECT_EQ(read->groups.at("").at("one"), std::vector<std::string>{longer});
  EXPECT_EQ(read->groups.at("a").at("list"), (std::vector<std::string>{"x", "yz"}));
  EXPECT_TRUE(read->groups.at("empty").at("none").empty());
}

TEST(KerasH5, ReadsTheVersionFromTheGroupOfWeights) {
  const TensorMap arrays;
  Hdf5FileLayout layout;
  layout.groups = {"model_weights"};
  layout.datasets = &arrays;
  layout.attributes = {
      {.group = "", .name = "model_config", .strings = {R"({"class_name":"Sequential","config":{"layers":[]}})"}},
      {.group = "model_weights", .name = "keras_version", .strings = {"2.1.0"}}};
  const auto file = to_hdf5(layout);
  ASSERT_TRUE(file) << file.error().message();
  const auto network = read_keras_h5(*file);
  ASSERT_TRUE(network) << network.error().message();
  EXPECT_EQ(network->format, "Keras 2.1.0 HDF5");
}

}  // namespace
}  // namespace alexnet
