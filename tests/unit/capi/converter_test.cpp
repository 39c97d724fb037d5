// The converter makes of a file what the core makes of it when it opens it: the page takes the first path, native programs the second.
#include "alexnet/converter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "support/foreign_files.h"
#include "support/model_bytes.h"

namespace {

using Bytes = std::vector<std::uint8_t>;

void* handed_over(const Bytes& bytes) {
  void* const block = alexnet_allocate(bytes.size());
  std::ranges::copy(bytes, static_cast<std::uint8_t*>(block));
  return block;
}

class ConverterApi : public testing::Test {
 protected:
  [[nodiscard]] alexnet_status import(const Bytes& bytes) {
    return alexnet_converter_import(converter_.get(), handed_over(bytes), bytes.size());
  }
  [[nodiscard]] alexnet_status export_as(const char* name, const Bytes& bytes) {
    return alexnet_converter_export(converter_.get(), name, handed_over(bytes), bytes.size());
  }
  [[nodiscard]] alexnet_status open_saved(const Bytes& bytes) {
    return alexnet_open_saved_model(session_.get(), handed_over(bytes), bytes.size());
  }
  [[nodiscard]] Bytes converted() {
    return joined(alexnet_converter_pieces(converter_.get()),
                  [&](int32_t index, size_t* size) { return alexnet_converter_piece(converter_.get(), index, size); });
  }
  [[nodiscard]] Bytes saved() {
    EXPECT_EQ(alexnet_save_model(session_.get()), ALEXNET_OK) << alexnet_error(session_.get());
    return joined(alexnet_saved_pieces(session_.get()),
                  [&](int32_t index, size_t* size) { return alexnet_saved_piece(session_.get(), index, size); });
  }
  [[nodiscard]] std::string error() { return alexnet_converter_error_json(converter_.get()); }

  std::unique_ptr<alexnet_session, decltype(&alexnet_destroy)> session_{alexnet_create(1), alexnet_destroy};
  std::unique_ptr<alexnet_converter, decltype(&alexnet_converter_destroy)> converter_{alexnet_converter_create(),
                                                                                      alexnet_converter_destroy};

 private:
  template <typename Piece>
  static Bytes joined(int32_t count, const Piece& piece) {
    Bytes file;
    for (int32_t i = 0; i < count; ++i) {
      size_t size = 0;
      const auto* const bytes = static_cast<const std::uint8_t*>(piece(i, &size));
      file.insert(file.end(), bytes, bytes + size);
    }
    return file;
  }
};

TEST_F(ConverterApi, ImportsAsTheCoreOpens) {
  constexpr std::array kFiles = {"foreign/torch_other_opset10.onnx", "foreign/onnx_qdq_channels.onnx",
                                 "foreign/keras3_alexnet.keras",     "foreign/kind_int8.h5",
                                 "foreign/kind_rescaling.tflite",    "weights/caffe.caffemodel",
                                 "weights/torchvision.pth",          "weights/torchvision.npz"};
  for (const std::string name : kFiles) {
    SCOPED_TRACE(name);
    const Bytes file = alexnet::testing::golden_bytes("tests/golden/" + name);
    ASSERT_EQ(alexnet_open_model(session_.get(), handed_over(file), file.size()), ALEXNET_OK) << alexnet_error(session_.get());
    const std::string described = alexnet_model_json(session_.get());
    const Bytes expected = saved();
    ASSERT_EQ(import(file), ALEXNET_OK) << error();
    EXPECT_TRUE(converted() == expected);
    ASSERT_EQ(open_saved(converted()), ALEXNET_OK) << alexnet_error(session_.get());
    EXPECT_EQ(alexnet_model_json(session_.get()), described);
    EXPECT_TRUE(saved() == expected);
  }
}

TEST_F(ConverterApi, ImportsAModelOfTwoFiles) {
  const Bytes file = alexnet::testing::foreign_bytes("onnx_two_files.onnx");
  const Bytes data = alexnet::testing::foreign_bytes("onnx_two_files.onnx.data");
  EXPECT_EQ(import(file), ALEXNET_NOT_FOUND);
  EXPECT_NE(error().find(R"("code":"companion_missing")"), std::string::npos) << error();
  EXPECT_EQ(alexnet_converter_pieces(converter_.get()), 0);
  alexnet_converter_add_companion(converter_.get(), "onnx_two_files.onnx.data", handed_over(data), data.size());
  ASSERT_EQ(import(file), ALEXNET_OK) << error();
  EXPECT_EQ(open_saved(converted()), ALEXNET_OK) << alexnet_error(session_.get());
}

TEST_F(ConverterApi, ExportsAsTheCoreDoes) {
  ASSERT_EQ(open_saved(alexnet::small_model_bytes()), ALEXNET_OK);
  const Bytes file = saved();
  for (const char* const name : {"a.npz", "a.onnx", "a.h5"}) {
    SCOPED_TRACE(name);
    size_t size = 0;
    const auto* const expected = static_cast<const std::uint8_t*>(alexnet_model_as_file(session_.get(), name, &size));
    ASSERT_NE(expected, nullptr) << alexnet_error(session_.get());
    ASSERT_EQ(export_as(name, file), ALEXNET_OK) << error();
    EXPECT_TRUE(converted() == Bytes(expected, expected + size));
  }
  EXPECT_EQ(export_as("a.pth", file), ALEXNET_INVALID_ARGUMENT);
  EXPECT_EQ(alexnet_converter_pieces(converter_.get()), 0);
}

TEST_F(ConverterApi, ReportsWhatIsWrong) {
  EXPECT_EQ(error(), "");
  EXPECT_EQ(import({}), ALEXNET_BAD_FORMAT);
  EXPECT_NE(error().find(R"("kind":"bad_format")"), std::string::npos) << error();
}

// The core of the page reads its own files alone.
TEST_F(ConverterApi, TheSavedFormatIsNoOther) {
  EXPECT_EQ(open_saved(alexnet::testing::golden_bytes("tests/golden/weights/torchvision.npz")), ALEXNET_BAD_FORMAT);
  EXPECT_EQ(alexnet_saved_pieces(session_.get()), 0);
  EXPECT_EQ(alexnet_save_model(session_.get()), ALEXNET_INVALID_ARGUMENT);
}

}  // namespace
