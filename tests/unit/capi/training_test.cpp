#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>

#include "alexnet/alexnet.h"
#include "image/encode.h"
#include "model/quantize.h"
#include "support/model_bytes.h"
#include "support/tiny_images.h"

namespace {

using Json = nlohmann::json;
using Bytes = std::vector<std::uint8_t>;

constexpr const char* kSettings =
    R"({"width":0.05,"input":67,"epochs":3,"batch":4,"validation_fraction":0.25,"augmentation":{}})";
constexpr const char* kClasses = R"(["blue","red"])";
constexpr int kPhotos = 16;  // every second one of a class; of 8, 2 are set aside

Bytes photo(int number) {
  alexnet::Image image = alexnet::testing::pattern_image("noise", 30, 24);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    const bool shines = i % 3 == (number % 2 == 0 ? 2 : 0);
    image.pixels[i] = static_cast<std::uint8_t>(image.pixels[i] / 4 + number + (shines ? 150 : 0));
  }
  return *alexnet::encode_png(image);
}

class Training : public testing::Test {
 protected:
  using Handle = std::unique_ptr<alexnet_training, decltype(&alexnet_training_destroy)>;

  [[nodiscard]] Handle create(const char* settings = kSettings, const char* classes = kClasses) {
    return {alexnet_training_create(session_.get(), settings, classes), alexnet_training_destroy};
  }
  static void add_photos(const Handle& training) {
    for (int i = 0; i < kPhotos; ++i) {
      const Bytes bytes = photo(i);
      ASSERT_EQ(alexnet_training_add_photo(training.get(), i % 2, "photo", bytes.data(), bytes.size()), ALEXNET_OK);
    }
  }
  [[nodiscard]] Handle begun(const char* settings = kSettings, int use_model = 0) {
    Handle training = create(settings);
    add_photos(training);
    EXPECT_EQ(alexnet_training_start(training.get(), use_model), ALEXNET_OK) << error();
    return training;
  }
  // One epoch, as its report.
  [[nodiscard]] Json learn(const Handle& training) {
    alexnet_step step{};
    do {
      EXPECT_EQ(alexnet_training_step(training.get(), &step), ALEXNET_OK) << error();
    } while (step.ends_epoch == 0);
    return Json::parse(alexnet_training_end_epoch_json(training.get()), nullptr, false);
  }
  [[nodiscard]] static Bytes saved(const Handle& training, alexnet_training_file which) {
    EXPECT_EQ(alexnet_training_save(training.get(), which), ALEXNET_OK);
    Bytes file;
    for (int i = 0; i < alexnet_training_pieces(training.get()); ++i) {
      size_t size = 0;
      const auto* piece = static_cast<const std::uint8_t*>(alexnet_training_piece(training.get(), i, &size));
      file.insert(file.end(), piece, piece + size);
    }
    return file;
  }
  static void* handed_over(const Bytes& bytes) {
    void* block = alexnet_allocate(bytes.size());
    std::memcpy(block, bytes.data(), bytes.size());
    return block;
  }
  [[nodiscard]] std::string error() const { return alexnet_error(session_.get()); }

  std::unique_ptr<alexnet_session, decltype(&alexnet_destroy)> session_{alexnet_create(2), alexnet_destroy};
};

TEST_F(Training, ReportsThePlan) {
  const Handle training = begun();
  const Json plan = Json::parse(alexnet_training_plan_json(training.get()));
  EXPECT_EQ(plan["classes"], Json::parse(R"([{"name":"blue","training":6,"validation":2},
                                             {"name":"red","training":6,"validation":2}])"));
  EXPECT_EQ(plan["steps_per_epoch"], 3);
  EXPECT_EQ(plan["epochs"], 3);
  EXPECT_EQ(plan["learning_parameters"], plan["parameters"]);
  EXPECT_GT(plan["step_seconds"], 0.0);
  EXPECT_EQ(plan["feature_seconds"], 0.0);
  // The same before there is a photo.
  Json estimate = Json::parse(alexnet_estimate_training(session_.get(), kSettings, 2, kPhotos, 0));
  for (const char* same : {"parameters", "steps_per_epoch", "batch", "learning_parameters"})
    EXPECT_EQ(estimate[same], plan[same]) << same;
  EXPECT_EQ(estimate["classes"][1]["validation"], 2);
}

TEST_F(Training, TrainsOpensAndEvaluates) {
  const Handle training = begun();
  for (int epoch = 0; epoch < 3; ++epoch) {
    EXPECT_EQ(alexnet_training_finished(training.get()), 0);
    const Json report = learn(training);
    EXPECT_EQ(report["epoch"], epoch);
    EXPECT_TRUE(report["val_accuracy"].is_number()) << report;
    EXPECT_TRUE(report["is_best"].is_boolean()) << report;
  }
  EXPECT_EQ(alexnet_training_finished(training.get()), 1);
  alexnet_step step{};
  EXPECT_EQ(alexnet_training_step(training.get(), &step), ALEXNET_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "training: is finished");

  const Bytes model = saved(training, ALEXNET_MODEL);
  ASSERT_EQ(alexnet_open_model(session_.get(), handed_over(model), model.size()), ALEXNET_OK) << error();
  const Json opened = Json::parse(alexnet_model_json(session_.get()));
  EXPECT_EQ(opened["labels"], Json::parse(kClasses));
  EXPECT_EQ(Json::parse(opened["provenance"]["history"].get<std::string>()).size(), 3u);
  const Json verdict = Json::parse(alexnet_training_judge_json(training.get()));
  EXPECT_TRUE(verdict["held_out"].get<bool>());
  EXPECT_EQ(verdict["count"], 4);
  ASSERT_EQ(verdict["photos"].size(), 4u);
  for (const Json& one : verdict["photos"]) EXPECT_EQ(one["label"], one["photo"].get<int>() % 2);
}

TEST_F(Training, ReturnsSamplePredictions) {
  const Handle training = begun();
  const Json samples = Json::parse(alexnet_training_samples_json(training.get()));
  ASSERT_EQ(samples.size(), 4u) << "of those that were set aside";
  for (const Json& sample : samples) {
    EXPECT_EQ(sample["label"], sample["photo"].get<int>() % 2 == 0 ? "blue" : "red");
    EXPECT_GE(sample["probability"], 0.5);
  }
}

TEST_F(Training, DrawsTheCurrentFilters) {
  const Handle training = begun();
  const auto drawn = [&] {
    const Json grid = Json::parse(alexnet_training_filters_json(training.get()));
    EXPECT_EQ(grid["map_width"], 11);
    int32_t width = 0;
    int32_t height = 0;
    const std::uint8_t* pixels = alexnet_training_picture(training.get(), &width, &height);
    EXPECT_EQ(width,
              grid["gap"].get<int>() + grid["columns"].get<int>() * (11 * grid["zoom"].get<int>() + grid["gap"].get<int>()));
    EXPECT_EQ(pixels[3], 0) << "nothing between the filters";
    return Bytes(pixels, pixels + std::ptrdiff_t{4} * width * height);
  };
  const Bytes before = drawn();
  EXPECT_EQ(drawn(), before);
  (void)learn(training);
  EXPECT_NE(drawn(), before);
  EXPECT_STREQ(alexnet_training_filters_json(create().get()), "") << "before it has begun";
}

TEST_F(Training, PreviewsAugmentation) {
  constexpr const char* kTurned = R"({"input":67,"seed":3,"augmentation":{"rotation_range":40}})";
  const int32_t first = alexnet_first_learned(session_.get(), kTurned, "[8,8]", 1);
  ASSERT_GE(first, 0) << error();
  const Bytes bytes = photo(first);
  const auto square = [&](const char* settings, int index) {
    EXPECT_EQ(alexnet_augment(session_.get(), settings, "[8,8]", 1, bytes.data(), bytes.size(), 8, 16), ALEXNET_OK) << error();
    const std::uint8_t* begin = alexnet_square(session_.get()) + std::ptrdiff_t{index} * 16 * 16 * 4;
    return Bytes(begin, begin + std::ptrdiff_t{16} * 16 * 4);
  };
  const Bytes original = square(kTurned, 0), turned = square(kTurned, 8);
  EXPECT_NE(original, turned);
  EXPECT_EQ(square(kTurned, 8), turned);
  EXPECT_EQ(square(R"({"input":67,"augmentation":{}})", 8), original);
  EXPECT_NE(square(R"({"input":67,"seed":4,"augmentation":{"rotation_range":40}})", 8), turned);

  EXPECT_EQ(alexnet_first_learned(session_.get(), kTurned, "[8,8]", -1), -1);
  EXPECT_EQ(alexnet_first_learned(session_.get(), kTurned, "[8,-8]", 0), -1);
  EXPECT_EQ(error(), "photos: are not a JSON array of whole numbers");
  EXPECT_EQ(alexnet_augment(session_.get(), kTurned, "[8,8]", 0, bytes.data(), 10, 8, 16), ALEXNET_BAD_FORMAT);
  EXPECT_EQ(alexnet_augment(session_.get(), kTurned, "[8,8]", 0, bytes.data(), bytes.size(), -1, 16), ALEXNET_INVALID_ARGUMENT);
}

TEST_F(Training, ResumesBitwiseIdenticallyFromACheckpoint) {
  const Handle whole = begun();
  for (int epoch = 0; epoch < 3; ++epoch) (void)learn(whole);
  Bytes checkpoint;
  {
    const Handle first = begun();
    (void)learn(first);
    alexnet_step step{};
    ASSERT_EQ(alexnet_training_step(first.get(), &step), ALEXNET_OK);  // in the middle of the second epoch
    checkpoint = saved(first, ALEXNET_CHECKPOINT);
  }
  const Handle second = create();
  add_photos(second);
  ASSERT_EQ(alexnet_training_resume(second.get(), handed_over(checkpoint), checkpoint.size(), 0), ALEXNET_OK) << error();
  EXPECT_EQ(Json::parse(alexnet_training_plan_json(second.get()))["first_epoch"], 1);
  (void)learn(second);
  (void)learn(second);
  EXPECT_EQ(alexnet_training_finished(second.get()), 1);
  const auto weights = [](const Bytes& file) {  // behind the header, which holds times
    std::uint64_t header = 0;
    std::memcpy(&header, file.data(), sizeof header);
    return Bytes(file.begin() + static_cast<std::ptrdiff_t>(8 + header), file.end());
  };
  EXPECT_EQ(weights(saved(second, ALEXNET_MODEL)), weights(saved(whole, ALEXNET_MODEL)));
}

TEST_F(Training, FrozenLayersKeepTheOpenModelsWeights) {
  const Bytes base = alexnet::small_model_bytes();
  ASSERT_EQ(alexnet_open_model(session_.get(), handed_over(base), base.size()), ALEXNET_OK);
  const Handle training =
      begun(R"({"width":0.05,"epochs":2,"batch":4,"validation_fraction":0,"freeze":["8"],"augmentation":{}})", /*use_model=*/1);
  const Json plan = Json::parse(alexnet_training_plan_json(training.get()));
  EXPECT_TRUE(plan["keeps_features"].get<bool>());
  EXPECT_LT(plan["learning_parameters"], plan["parameters"]);
  EXPECT_GT(plan["feature_seconds"], 0.0);
  const Json report = learn(training);
  EXPECT_TRUE(report["val_loss"].is_null()) << report;
  const Bytes trained = saved(training, ALEXNET_MODEL);
  const auto tensors = [](const Bytes& file) { return *alexnet::read_safetensors(alexnet::SharedBytes(Bytes(file))); };
  const alexnet::TensorMap before = tensors(base), after = tensors(trained);
  for (const auto& [name, tensor] : before.tensors) {
    const auto& now = after.tensors.at(name);
    EXPECT_EQ(std::ranges::equal(tensor.bytes, now.bytes), !name.starts_with("fc9")) << name;
  }
}

TEST_F(Training, DequantizesTheInitialWeights) {
  const alexnet::ThreadPool pool(1);
  const Bytes floats = alexnet::small_model_bytes();
  const auto model = alexnet::model_from_tensors(*alexnet::read_safetensors(alexnet::SharedBytes(Bytes(floats))), pool);
  const auto quantized = alexnet::quantize(*model, 8, pool);
  const auto file = alexnet::to_safetensors(alexnet::tensors_from_model(*quantized));
  const Bytes base(file->bytes().begin(), file->bytes().end());
  ASSERT_EQ(alexnet_open_model(session_.get(), handed_over(base), base.size()), ALEXNET_OK) << error();
  const Handle training = begun(R"({"width":0.05,"epochs":1,"batch":4,"freeze":["8"],"augmentation":{}})", /*use_model=*/1);
  (void)learn(training);
  const Bytes trained = saved(training, ALEXNET_MODEL);
  const auto now = alexnet::model_from_tensors(*alexnet::read_safetensors(alexnet::SharedBytes(Bytes(trained))), pool);
  ASSERT_TRUE(now);
  for (std::size_t i = 0; i < model->parameters.size(); ++i) {
    const alexnet::Parameter& expected = quantized->parameters[i];
    if (expected.name.starts_with("fc9")) continue;
    std::vector<float> values(expected.values.shape.elements());
    alexnet::copy_values(expected, values, pool);
    EXPECT_TRUE(std::ranges::equal(values, now->parameters[i].values.values())) << expected.name;
  }
}

TEST_F(Training, ValidatesWithThePhotosAddedForIt) {
  const Handle training = create();
  for (int i = 0; i < 6; ++i) {
    const Bytes bytes = photo(i);
    const auto add = i == 1 || i == 4 ? alexnet_training_add_validation_photo : alexnet_training_add_photo;
    ASSERT_EQ(add(training.get(), i % 2, "photo", bytes.data(), bytes.size()), ALEXNET_OK) << error();
  }
  ASSERT_EQ(alexnet_training_start(training.get(), 0), ALEXNET_OK) << error();
  const Json plan = Json::parse(alexnet_training_plan_json(training.get()));
  for (const Json& one : plan["classes"]) {
    EXPECT_EQ(one["training"], 2) << "none of them is held out";
    EXPECT_EQ(one["validation"], 1);
  }
  EXPECT_FALSE(learn(training)["val_loss"].is_null());
  const Bytes model = saved(training, ALEXNET_MODEL);
  ASSERT_EQ(alexnet_open_model(session_.get(), handed_over(model), model.size()), ALEXNET_OK) << error();
  const Json evaluation = Json::parse(alexnet_training_judge_json(training.get()));
  EXPECT_TRUE(evaluation["held_out"].get<bool>());
  ASSERT_EQ(evaluation["photos"].size(), 2u);
  EXPECT_EQ(evaluation["photos"][0]["photo"], 1);
  EXPECT_EQ(evaluation["photos"][1]["photo"], 4);
}

TEST_F(Training, NeedsAPhotoToLearnFromInEachClass) {
  const Handle training = create();
  const Bytes bytes = photo(0);
  ASSERT_EQ(alexnet_training_add_photo(training.get(), 0, "a", bytes.data(), bytes.size()), ALEXNET_OK);
  ASSERT_EQ(alexnet_training_add_validation_photo(training.get(), 1, "b", bytes.data(), bytes.size()), ALEXNET_OK);
  EXPECT_EQ(alexnet_training_start(training.get(), 0), ALEXNET_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "red: has no photo");
}

TEST_F(Training, ReportsErrors) {
  EXPECT_EQ(create("{}", "[1]"), nullptr);
  EXPECT_EQ(error(), "classes: are not a JSON array of names");
  EXPECT_EQ(create("{}", R"(["one"])"), nullptr);
  EXPECT_EQ(create("{}", R"(["one","one"])"), nullptr);
  EXPECT_NE(error().find("\"one\""), std::string::npos) << error();
  EXPECT_EQ(create(R"({"colour":1})"), nullptr);
  EXPECT_NE(error().find("colour"), std::string::npos) << error();

  const Handle training = create();
  ASSERT_NE(training, nullptr) << error();
  const Bytes bytes = photo(0);
  EXPECT_EQ(alexnet_training_add_photo(training.get(), -1, "a", bytes.data(), bytes.size()), ALEXNET_INVALID_ARGUMENT);
  EXPECT_EQ(alexnet_training_add_photo(training.get(), 0, "a", bytes.data(), 20), ALEXNET_BAD_FORMAT);
  ASSERT_EQ(alexnet_training_add_photo(training.get(), 0, "a", bytes.data(), bytes.size()), ALEXNET_OK);
  EXPECT_EQ(alexnet_training_start(training.get(), 1), ALEXNET_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "training: no model is open to start from");
  EXPECT_EQ(alexnet_training_start(training.get(), 0), ALEXNET_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "red: has no photo");
  alexnet_step step{};
  EXPECT_EQ(alexnet_training_step(training.get(), &step), ALEXNET_INVALID_ARGUMENT);
  EXPECT_STREQ(alexnet_training_plan_json(training.get()), "");
  EXPECT_EQ(alexnet_training_pieces(training.get()), 0);
  EXPECT_EQ(alexnet_training_resume(training.get(), handed_over(bytes), bytes.size(), 0), ALEXNET_BAD_FORMAT);
  EXPECT_STREQ(alexnet_estimate_training(session_.get(), "{}", 2, 1, 0), "");
}

TEST_F(Training, ReportsDivergence) {
  const Handle training =
      begun(R"({"width":0.05,"input":67,"epochs":50,"batch":4,"optimizer":"sgd","learning_rate":1000,"augmentation":{}})");
  alexnet_step step{};
  for (int i = 0; i < 20 && step.diverged == 0; ++i)
    ASSERT_EQ(alexnet_training_step(training.get(), &step), ALEXNET_OK) << error();
  EXPECT_EQ(step.diverged, 1);
  EXPECT_GT(std::strlen(alexnet_training_diagnosis(training.get())), 20u);
  const Json notices = Json::parse(alexnet_training_diagnosis_json(training.get()));
  ASSERT_GE(notices.size(), 2u);
  EXPECT_TRUE(notices[0]["code"].get<std::string>().starts_with("diverged_")) << notices;
  EXPECT_TRUE(notices[0]["args"].contains("step")) << notices;
  EXPECT_EQ(alexnet_training_finished(training.get()), 1);
}

TEST_F(Training, MakesThumbnails) {
  const Bytes bytes = photo(1);
  ASSERT_EQ(alexnet_thumbnail(session_.get(), bytes.data(), bytes.size(), 8), ALEXNET_OK);
  EXPECT_GT(alexnet_square(session_.get())[0], alexnet_square(session_.get())[2]) << "red";
  EXPECT_EQ(alexnet_thumbnail(session_.get(), bytes.data(), 10, 8), ALEXNET_BAD_FORMAT);
  EXPECT_EQ(alexnet_thumbnail(session_.get(), bytes.data(), bytes.size(), 0), ALEXNET_INVALID_ARGUMENT);
}

}  // namespace
