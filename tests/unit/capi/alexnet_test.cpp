#include "alexnet/alexnet.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <vector>

#include "image/decode.h"
#include "support/model_bytes.h"

namespace {

class CApi : public testing::Test {
 protected:
  [[nodiscard]] alexnet_status open(const std::vector<std::uint8_t>& bytes) const {
    void* block = alexnet_allocate(bytes.size());
    std::memcpy(block, bytes.data(), bytes.size());
    return alexnet_open_model(session_.get(), block, bytes.size());
  }
  [[nodiscard]] alexnet_status classify(const std::vector<std::uint8_t>& photo) {
    return alexnet_classify(session_.get(), photo.data(), photo.size(), ALEXNET_FIT_MODEL, 5, predictions_.data(), &result_);
  }
  [[nodiscard]] std::string error() const { return alexnet_error(session_.get()); }

  std::unique_ptr<alexnet_session, decltype(&alexnet_destroy)> session_{alexnet_create(2), alexnet_destroy};
  std::unique_ptr<alexnet_session, decltype(&alexnet_destroy)> beside_{nullptr, alexnet_destroy};
  std::array<alexnet_prediction, 5> predictions_{};
  alexnet_classification result_{};
};

TEST_F(CApi, ClassifiesAPhoto) {
  ASSERT_EQ(open(alexnet::small_model_bytes()), ALEXNET_OK) << error();
  ASSERT_EQ(classify(alexnet::small_photo()), ALEXNET_OK) << error();
  EXPECT_EQ(result_.count, 2);
  EXPECT_EQ(result_.square_side, 227);
  EXPECT_NEAR(predictions_[0].probability + predictions_[1].probability, 1.0f, 1e-5f);
  const std::string name = alexnet_class_name(session_.get(), predictions_[0].index);
  EXPECT_TRUE(name == "bikes" || name == "ships");
  ASSERT_NE(alexnet_square(session_.get()), nullptr);
  EXPECT_EQ(alexnet_square(session_.get())[3], 255);
}

TEST_F(CApi, ClassifiesPhotosAtOnce) {
  ASSERT_EQ(open(alexnet::small_model_bytes()), ALEXNET_OK) << error();
  const std::vector<std::uint8_t> photo = alexnet::small_photo(), other = {'B', 'M', 0};
  ASSERT_EQ(classify(photo), ALEXNET_OK) << error();
  const auto expected = predictions_;
  for (const auto* bytes : {&photo, &other, &photo})
    ASSERT_EQ(alexnet_add_to_batch(session_.get(), bytes->data(), bytes->size()), ALEXNET_OK);
  ASSERT_EQ(alexnet_classify_batch(session_.get(), ALEXNET_FIT_MODEL, 5), ALEXNET_OK) << error();
  for (const int32_t index : {0, 2}) {
    predictions_ = {};
    ASSERT_EQ(alexnet_batch_result(session_.get(), index, predictions_.data(), &result_), ALEXNET_OK) << error();
    EXPECT_EQ(result_.count, 2);
    EXPECT_EQ(result_.square_side, 227);
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(predictions_[i].index, expected[i].index);
      EXPECT_NEAR(predictions_[i].probability, expected[i].probability, 1e-5f);
    }
  }
  EXPECT_EQ(alexnet_batch_result(session_.get(), 1, predictions_.data(), &result_), ALEXNET_BAD_FORMAT);
  EXPECT_EQ(alexnet_batch_result(session_.get(), 3, predictions_.data(), &result_), ALEXNET_INVALID_ARGUMENT);
  EXPECT_EQ(alexnet_batch_result(session_.get(), -1, predictions_.data(), &result_), ALEXNET_INVALID_ARGUMENT);
  ASSERT_EQ(alexnet_classify_batch(session_.get(), ALEXNET_FIT_MODEL, 5), ALEXNET_OK);  // the photos were removed
  EXPECT_EQ(alexnet_batch_result(session_.get(), 0, predictions_.data(), &result_), ALEXNET_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "batch: photo 0 was asked for, but the last batch has 0");
}

TEST(CApiVersion, IsThreeNumbers) {
  int numbers[3] = {};
  char rest = 0;
  EXPECT_EQ(std::sscanf(alexnet_version(), "%d.%d.%d%c", &numbers[0], &numbers[1], &numbers[2], &rest), 3) << alexnet_version();
}

TEST_F(CApi, DescribesTheModel) {
  EXPECT_STREQ(alexnet_model_json(session_.get()), "");
  ASSERT_EQ(open(alexnet::small_model_bytes()), ALEXNET_OK);
  const std::string json = alexnet_model_json(session_.get());
  EXPECT_NE(json.find(R"("variant":"keras")"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("labels":["bikes","ships"])"), std::string::npos) << json;
}

// A model of ONNX whose only tensor is in `a.data`: the file is asked for by its name, and what was handed over is dropped at once.
TEST_F(CApi, OpensAModelOfTwoFiles) {
  const std::string tensor =
      std::string("\x08\x02\x10\x01") + "\x42\x01w" + "\x6a\x12\x0a\x08location\x12\x06" + "a.data" + "\x70\x01";
  const std::string graph =
      std::string("\x2a") + static_cast<char>(tensor.size()) + tensor + "\x5a\x03\x0a\x01x" + "\x62\x03\x0a\x01x";
  const std::string model = std::string("\x08\x08\x3a") + static_cast<char>(graph.size()) + graph;
  const std::vector<std::uint8_t> bytes(model.begin(), model.end());
  const auto add_data = [&](std::size_t size) {
    void* const block = alexnet_allocate(size);
    std::memset(block, 0, size);
    alexnet_add_companion(session_.get(), "a.data", block, size);
  };
  EXPECT_EQ(open(bytes), ALEXNET_NOT_FOUND);
  const std::string missing = alexnet_error_json(session_.get());
  EXPECT_NE(missing.find(R"("code":"companion_missing")"), std::string::npos) << missing;
  EXPECT_NE(missing.find(R"("args":{"name":"\"a.data\""})"), std::string::npos) << missing;
  add_data(7);
  EXPECT_EQ(open(bytes), ALEXNET_BAD_FORMAT);
  EXPECT_NE(error().find("7 bytes, but F32 [2] takes 8"), std::string::npos) << error();
  add_data(8);
  EXPECT_EQ(open(bytes), ALEXNET_BAD_FORMAT);
  EXPECT_NE(error().find("has no layers"), std::string::npos) << error();  // the data were read
  EXPECT_EQ(open(bytes), ALEXNET_NOT_FOUND);
}

TEST_F(CApi, ReturnsTheModelAsAFile) {
  std::size_t size = 0;
  EXPECT_EQ(alexnet_model_as_file(session_.get(), "a.onnx", &size), nullptr);
  EXPECT_EQ(error(), "no model is open");
  ASSERT_EQ(open(alexnet::small_model_bytes()), ALEXNET_OK);
  ASSERT_EQ(classify(alexnet::small_photo()), ALEXNET_OK);
  const auto expected = predictions_;
  for (const char* name : {"a.safetensors", "a.npz", "a.onnx", "a.h5"}) {
    SCOPED_TRACE(name);
    const void* bytes = alexnet_model_as_file(session_.get(), name, &size);
    ASSERT_NE(bytes, nullptr) << error();
    const auto* first = static_cast<const std::uint8_t*>(bytes);
    ASSERT_EQ(open({first, first + size}), ALEXNET_OK) << error();
    ASSERT_EQ(classify(alexnet::small_photo()), ALEXNET_OK);
    EXPECT_NEAR(predictions_[0].probability, expected[0].probability, 1e-5f);
  }
  EXPECT_EQ(alexnet_model_as_file(session_.get(), "", &size), nullptr);
  EXPECT_EQ(alexnet_model_as_file(session_.get(), "a.pth", &size), nullptr);
  EXPECT_NE(error().find("a.pth"), std::string::npos) << error();
}

TEST_F(CApi, ChangesThePreprocessing) {
  const auto change = [&](const char* text, const std::vector<std::uint8_t>& mean_image = {}) {
    const std::uint8_t* const bytes = mean_image.empty() ? nullptr : mean_image.data();
    return alexnet_change_preprocessing(session_.get(), text, bytes, mean_image.size());
  };
  EXPECT_EQ(change("caffe"), ALEXNET_INVALID_ARGUMENT) << "no model is open";
  ASSERT_EQ(open(alexnet::small_model_bytes()), ALEXNET_OK) << error();
  ASSERT_EQ(classify(alexnet::small_photo()), ALEXNET_OK) << error();
  const float before = predictions_[0].probability;
  ASSERT_EQ(change(R"({"base":"-1..1","fit":"crop"})"), ALEXNET_OK) << error();
  const std::string json = alexnet_model_json(session_.get());
  EXPECT_NE(json.find(R"("preprocessing":{"origin":"given","name":"-1..1")"), std::string::npos) << json;
  ASSERT_EQ(classify(alexnet::small_photo()), ALEXNET_OK) << error();
  EXPECT_NE(predictions_[0].probability, before);
  EXPECT_EQ(change("unknown"), ALEXNET_INVALID_ARGUMENT);
  EXPECT_EQ(change("", {1, 2, 3}), ALEXNET_BAD_FORMAT) << "no mean image";
  EXPECT_STREQ(alexnet_model_json(session_.get()), json.c_str()) << "unchanged after an error";
}

TEST_F(CApi, ReportsErrors) {
  EXPECT_EQ(error(), "");
  EXPECT_EQ(classify(alexnet::small_photo()), ALEXNET_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "classify: no model is open");
  EXPECT_EQ(open({1, 2, 3}), ALEXNET_BAD_FORMAT);
  EXPECT_NE(error().find("safetensors"), std::string::npos) << error();
  ASSERT_EQ(open(alexnet::small_model_bytes()), ALEXNET_OK);
  EXPECT_EQ(classify({}), ALEXNET_BAD_FORMAT);
  EXPECT_NE(error().find("empty"), std::string::npos) << error();
  const auto photo = alexnet::small_photo();
  EXPECT_EQ(alexnet_classify(session_.get(), photo.data(), photo.size(), ALEXNET_FIT_CROP, -1, nullptr, &result_),
            ALEXNET_INVALID_ARGUMENT);
}

TEST_F(CApi, TakesPixelsOfTheHost) {
  ASSERT_EQ(open(alexnet::small_model_bytes()), ALEXNET_OK);
  ASSERT_EQ(classify(alexnet::small_photo()), ALEXNET_OK);
  const std::array<alexnet_prediction, 5> expected = predictions_;
  const alexnet::Image image = *alexnet::decode(alexnet::small_photo());
  const std::string header = alexnet::str_cat("P6\n", image.width, "\n", image.height, "\n255\n");
  std::vector<std::uint8_t> pixels(header.begin(), header.end());
  pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
  ASSERT_EQ(classify(pixels), ALEXNET_OK) << error();
  EXPECT_EQ(predictions_[0].index, expected[0].index);
  EXPECT_EQ(predictions_[0].probability, expected[0].probability);
}

TEST_F(CApi, ClassNameIsEmptyOutOfRange) {
  ASSERT_EQ(open(alexnet::small_model_bytes()), ALEXNET_OK);
  EXPECT_STREQ(alexnet_class_name(session_.get(), -1), "");
  EXPECT_STREQ(alexnet_class_name(session_.get(), 2), "");
}

TEST_F(CApi, SecondSessionSharesTheThreads) {
  ASSERT_EQ(open(alexnet::small_model_bytes()), ALEXNET_OK);
  ASSERT_EQ(classify(alexnet::small_photo()), ALEXNET_OK);
  const std::array<alexnet_prediction, 5> first = predictions_;
  auto* second = alexnet_create_beside(session_.get());
  EXPECT_EQ(alexnet_threads(second), alexnet_threads(session_.get()));
  session_.swap(beside_);
  session_.reset(second);
  EXPECT_EQ(classify(alexnet::small_photo()), ALEXNET_INVALID_ARGUMENT);  // its model is its own
  ASSERT_EQ(open(alexnet::small_model_bytes()), ALEXNET_OK);
  beside_.reset();  // the threads stay for who is left
  ASSERT_EQ(classify(alexnet::small_photo()), ALEXNET_OK) << error();
  EXPECT_EQ(predictions_[0].index, first[0].index);
  EXPECT_EQ(predictions_[0].probability, first[0].probability);
}

// The open model is concerned as well as one that is opened later, and a session beside it.
TEST_F(CApi, ExactConvolutionsDifferByRoundingOnly) {
  // One probability may round to the same number either way: those of eight photos do not.
  const auto probabilities = [&] {
    std::vector<float> found;
    for (int number = 0; number < 8; ++number) {
      std::size_t size = 0;
      const auto* photo = static_cast<const std::uint8_t*>(alexnet_drawn_photo(session_.get(), number % 2, number, 64, &size));
      EXPECT_EQ(classify({photo, photo + size}), ALEXNET_OK) << error();
      for (int label = 0; label < 2; ++label)
        for (const alexnet_prediction& one : std::span(predictions_).first(2))
          if (one.index == label) found.push_back(one.probability);
    }
    return found;
  };
  ASSERT_EQ(open(alexnet::small_model_bytes(0.5)), ALEXNET_OK) << error();
  const std::vector<float> tiles = probabilities();
  ASSERT_EQ(alexnet_set_exact(session_.get(), 1), ALEXNET_OK) << error();
  const std::vector<float> exact = probabilities();
  ASSERT_EQ(tiles.size(), 16u);
  EXPECT_NE(exact, tiles);
  for (std::size_t i = 0; i < tiles.size(); ++i) EXPECT_NEAR(exact[i], tiles[i], 1e-4f);
  beside_.reset(alexnet_create_beside(session_.get()));
  session_.swap(beside_);
  ASSERT_EQ(open(alexnet::small_model_bytes(0.5)), ALEXNET_OK) << error();
  EXPECT_EQ(probabilities(), exact);
  session_.swap(beside_);
  beside_.reset();
  ASSERT_EQ(alexnet_set_exact(session_.get(), 0), ALEXNET_OK) << error();
  EXPECT_EQ(probabilities(), tiles);
}

TEST_F(CApi, RendersSyntheticPhotos) {
  std::size_t size = 0;
  const auto draw = [&](int label, int number) {
    const auto* bytes = static_cast<const std::uint8_t*>(alexnet_drawn_photo(session_.get(), label, number, 32, &size));
    return bytes == nullptr ? std::vector<std::uint8_t>() : std::vector<std::uint8_t>(bytes, bytes + size);
  };
  const auto bike = draw(0, 3);
  const auto photo = alexnet::decode(bike);
  ASSERT_TRUE(photo);
  EXPECT_EQ(photo->width, 32u);
  EXPECT_EQ(photo->height, 32u);
  EXPECT_EQ(draw(0, 3), bike);
  EXPECT_NE(draw(0, 4), bike);
  EXPECT_NE(draw(1, 3), bike);
}

TEST_F(CApi, RejectsInvalidSyntheticPhotos) {
  std::size_t size = 0;
  const std::array<std::array<int, 3>, 4> wrong{{{-1, 0, 32}, {2, 0, 32}, {0, 0, 7}, {0, 0, 4097}}};
  for (const auto& [label, number, side] : wrong) {
    EXPECT_EQ(alexnet_drawn_photo(session_.get(), label, number, side, &size), nullptr);
    EXPECT_NE(error().find("expected a"), std::string::npos) << error();
  }
}

TEST_F(CApi, AllocateReturnsNullWithoutMemory) { EXPECT_EQ(alexnet_allocate(SIZE_MAX - 100), nullptr); }

}  // namespace
