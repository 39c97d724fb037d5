#include "formats/numpy/npy.h"

#include <cstring>

#include "unit/formats/malformed_files.h"

namespace alexnet {
namespace {

using namespace std::string_literals;

SharedBytes npy(std::string header, std::size_t data_bytes, char version = 1) {
  header += '\n';
  std::string file =
      "\x93NUMPY"s + version + '\0' + static_cast<char>(header.size() & 0xFF) + static_cast<char>(header.size() >> 8);
  if (version > 1) file += "\0\0"s;
  file += header;
  for (std::size_t i = 0; i < data_bytes; ++i) file += static_cast<char>(i);
  return SharedBytes(std::vector<std::uint8_t>(file.begin(), file.end()));
}

std::vector<int> bytes_of(const FileTensor& tensor) { return {tensor.bytes.begin(), tensor.bytes.end()}; }

TEST(Npy, ReadsBothMemoryOrders) {
  const auto c = read_npy(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }", 6));
  ASSERT_TRUE(c) << c.error().message();
  EXPECT_EQ(bytes_of(c->tensors.at("array")), (std::vector{0, 1, 2, 3, 4, 5}));
  const auto fortran = read_npy(npy("{'shape': (2, 3), 'descr': '|u1', 'fortran_order': True}", 6, 2));
  ASSERT_TRUE(fortran) << fortran.error().message();
  EXPECT_EQ(bytes_of(fortran->tensors.at("array")), (std::vector{0, 2, 4, 1, 3, 5}));
  const auto big = read_npy(npy("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", 4));
  ASSERT_TRUE(big) << big.error().message();
  EXPECT_EQ(bytes_of(big->tensors.at("array")), (std::vector{3, 2, 1, 0}));
  const auto scalar = read_npy(npy("{'descr': '<i8', 'fortran_order': False, 'shape': (), }", 8));
  ASSERT_TRUE(scalar) << scalar.error().message();
  EXPECT_TRUE(scalar->tensors.at("array").shape.empty());
}

TEST(Npy, RejectsMalformedInput) {
  for (const std::string& header : {
           ""s,
           "{"s,
           "{}"s,
           "{'descr': '<f4'}"s,
           "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)"s,
           "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'more': 1}"s,
           "{'descr': '<f4', 'descr': '<f4', 'shape': (6,)}"s,
           "{'descr': '|O', 'fortran_order': False, 'shape': (6,), }"s,  // Python objects
           "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,), }"s,
           "{'descr': '<f4', 'fortran_order': False, 'shape': (-6,), }"s,
           "{'descr': '<f4', 'fortran_order': False, 'shape': (7,), }"s,  // the file has 24 bytes
           "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }"s,
           "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }"s,
           "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,6), }"s,
           "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), } x"s,
           "{'descr': '', 'fortran_order': False, 'shape': (6,), }"s,
       })
    EXPECT_FALSE(read_npy(npy(header, 24))) << header;
  EXPECT_TRUE(read_npy(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }", 24)));
}

#ifndef __EMSCRIPTEN__  // the WebAssembly build has no ZIP archives
TEST(Npz, RoundTrips) {
  const auto once = read_npz(golden_file("torchvision.npz"));
  ASSERT_TRUE(once) << once.error().message();
  const auto written = to_npz(*once);
  ASSERT_TRUE(written) << written.error().message();
  EXPECT_TRUE(is_npz(*written));
  const auto twice = read_npz(*written);
  ASSERT_TRUE(twice) << twice.error().message();
  ASSERT_EQ(twice->tensors.size(), once->tensors.size());
  for (const auto& [name, tensor] : once->tensors) {
    EXPECT_EQ(twice->tensors.at(name).shape, tensor.shape);
    EXPECT_TRUE(std::ranges::equal(twice->tensors.at(name).bytes, tensor.bytes)) << name;
  }
}

TEST(Npz, RejectsTruncations) { expect_truncations_rejected(golden_file("keras.npz"), read_npz); }

TEST(Npz, SurvivesCorruptBytes) { expect_survives_corruption(golden_file("keras.npz"), read_npz); }
#endif

}  // namespace
}  // namespace alexnet
