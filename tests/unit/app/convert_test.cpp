#include "app/convert.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "app/model_file.h"
#include "support/model_bytes.h"
#include "support/temporary_folder.h"

namespace alexnet {
namespace {

// Whether the conversion says that 8-bit weights became floats.
bool says_floats(const Model& model, const ConversionOptions& options, const ThreadPool& pool) {
  const auto converted = convert_model(model, options, pool);
  EXPECT_TRUE(converted) << converted.error().message();
  return converted && std::ranges::any_of(converted->notes, [](const Notice& note) {
           return std::string_view(note.code) == "quantized_as_floats" && note.arguments.front().second == "int8";
         });
}

TEST(Convert, SaysThatOtherFormatsGetFloatsForBytes) {
  const ThreadPool pool(1);
  const testing::TemporaryFolder folder;
  const auto floats = read_model(SharedBytes(small_model_bytes()), pool);
  ASSERT_TRUE(floats) << floats.error().message();
  const auto bytes = quantized(*floats, "int8", pool);
  ASSERT_TRUE(bytes) << bytes.error().message();
  for (const char* name : {"a.npz", "a.h5", "a.onnx"}) {
    EXPECT_TRUE(says_floats(*bytes, {.out = folder.file(name)}, pool)) << name;
    EXPECT_FALSE(says_floats(*floats, {.out = folder.file(name)}, pool)) << name;
  }
  EXPECT_FALSE(says_floats(*bytes, {.out = folder.file("a.safetensors")}, pool));
}

}  // namespace
}  // namespace alexnet
