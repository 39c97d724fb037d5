// The JSON of the C API has the shapes of json_shapes.json, from which the types of the web page are generated.
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "alexnet/alexnet.h"
#include "image/encode.h"
#include "support/model_bytes.h"
#include "support/tiny_images.h"

namespace {

using Json = nlohmann::json;

const Json& shapes() {
  static const Json all = Json::parse(std::ifstream(ALEXNET_JSON_SHAPES));
  return all;
}

std::string mismatch(const Json& value, const std::string& type, const std::string& path);

// "" if the object has the members of the shape, else a description of the first difference.
std::string object_mismatch(const Json& object, const std::string& shape, const std::string& path) {
  if (!shapes().contains(shape)) return path + ": there is no shape " + shape;
  if (!object.is_object()) return path + ": not an object";
  std::size_t found = 0;
  for (const auto& [member, type] : shapes()[shape].items()) {
    if (member == "$comment") continue;
    const bool optional = member.ends_with('?');
    const std::string name = optional ? member.substr(0, member.size() - 1) : member;
    if (!object.contains(name)) {
      if (optional) continue;
      return path + "." + name + ": missing";
    }
    ++found;
    const std::string text = type.get<std::string>();
    const std::string wrong = mismatch(object[name], text.substr(0, text.find(" // ")), path + "." + name);
    if (!wrong.empty()) return wrong;
  }
  return found == object.size() ? "" : path + ": has members that the shape does not list: " + object.dump();
}

std::string elements_mismatch(const Json& value, const std::string& type, const std::string& path) {
  for (const auto& [key, element] : value.items())
    if (std::string wrong = mismatch(element, type, path + "[" + key + "]"); !wrong.empty()) return wrong;
  return "";
}

std::string mismatch(const Json& value, const std::string& type, const std::string& path) {
  if (const std::size_t bar = type.find(" | "); bar != std::string::npos) {
    if (mismatch(value, type.substr(0, bar), path).empty()) return "";
    return mismatch(value, type.substr(bar + 3), path);
  }
  const auto is = [&](bool fits) { return fits ? "" : path + ": expected " + type + ", found " + value.dump(); };
  if (type.ends_with("[]") || type.ends_with("{}")) {
    if (!(type.ends_with("[]") ? value.is_array() : value.is_object())) return is(false);
    return elements_mismatch(value, type.substr(0, type.size() - 2), path);
  }
  if (type.front() == '\'') return is(value == type.substr(1, type.size() - 2));
  if (type == "string") return is(value.is_string());
  if (type == "integer") return is(value.is_number_integer());
  if (type == "number") return is(value.is_number());
  if (type == "boolean") return is(value.is_boolean());
  if (type == "null") return is(value.is_null());
  if (type == "any") return "";
  return object_mismatch(value, type, path);
}

class JsonShapes : public testing::Test {
 protected:
  using Bytes = std::vector<std::uint8_t>;
  using Session = std::unique_ptr<alexnet_session, decltype(&alexnet_destroy)>;

  void SetUp() override { ASSERT_EQ(open(alexnet::small_model_bytes()), ALEXNET_OK) << alexnet_error(session_.get()); }

  [[nodiscard]] static void* allocated(const Bytes& bytes) {
    void* block = alexnet_allocate(bytes.size());
    std::memcpy(block, bytes.data(), bytes.size());
    return block;
  }
  [[nodiscard]] alexnet_status open(const Bytes& bytes) const {
    return alexnet_open_model(session_.get(), allocated(bytes), bytes.size());
  }
  // The value of a text of that shape.
  Json expect(const char* text, const std::string& shape) {
    Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    EXPECT_FALSE(value.is_discarded()) << shape << ": " << alexnet_error(session_.get());
    EXPECT_EQ(value.is_discarded() ? "" : mismatch(value, shape, shape), "");
    return value;
  }

  Session session_{alexnet_create(2), alexnet_destroy};
};

TEST_F(JsonShapes, OfAModel) { expect(alexnet_model_json(session_.get()), "Model"); }

TEST_F(JsonShapes, OfAnError) {
  EXPECT_STREQ(alexnet_error_json(session_.get()), "");
  EXPECT_EQ(open({1, 2, 3}), ALEXNET_BAD_FORMAT);
  const Json error = expect(alexnet_error_json(session_.get()), "Error");
  EXPECT_EQ(error["kind"], "bad_format");
  EXPECT_EQ(error["message"], alexnet_error(session_.get()));

  // With a code and arguments, for hosts that word messages themselves.
  EXPECT_EQ(alexnet_thumbnail(session_.get(), nullptr, 0, -3), ALEXNET_INVALID_ARGUMENT);
  const Json coded = expect(alexnet_error_json(session_.get()), "Error");
  EXPECT_EQ(coded, Json::parse(R"({"code":"number_not_positive","kind":"invalid_argument","where":"side",
                                   "message":"side: 1 or more is expected, found -3","args":{"found":"-3"}})"));
}

TEST_F(JsonShapes, OfTheInspector) {
  const std::unique_ptr<alexnet_inspector, decltype(&alexnet_inspector_destroy)> inspector{
      alexnet_inspector_create(session_.get()), alexnet_inspector_destroy};
  ASSERT_NE(inspector, nullptr);
  alexnet_inspector* handle = inspector.get();
  const Bytes photo = alexnet::small_photo();
  expect(alexnet_inspector_look_at(handle, photo.data(), photo.size(), ALEXNET_FIT_CROP), "Inspection");
  const Json size = expect(alexnet_inspector_photo(handle, 64), "PhotoSize");
  expect(alexnet_inspector_look_at_part(handle, 0, 0, size["width"].get<double>() / 2, size["height"].get<double>() / 2),
         "Inspection");
  expect(alexnet_inspector_units(handle, "relu1", "layer", 200), "UnitGrid");
  expect(alexnet_inspector_unit(handle, "relu1", 0), "Statistics");
  expect(alexnet_inspector_value(handle, "relu1", 0, 0, 0), "ValueBreakdown");
  expect(alexnet_inspector_value(handle, "pool1", 0, 0, 0), "ValueBreakdown");
  expect(alexnet_inspector_filters(handle), "GridLayout");
  for (const char* request : {R"({"method":"gradient","class":1})", R"({"method":"occlusion","patch":60,"stride":60})",
                              R"({"method":"maximize","layer":"relu5","unit":2,"steps":2,"seed":7})"}) {
    EXPECT_EQ(mismatch(Json::parse(request), "ExplainRequest", "ExplainRequest"), "");
    expect(alexnet_inspector_explain(handle, request), "Explanation");
  }
  expect(alexnet_inspector_go_on(handle), "Explanation");
}

TEST_F(JsonShapes, OfTraining) {
  constexpr const char* kSettings =
      R"({"width":0.05,"input":67,"epochs":2,"batch":4,"validation_fraction":0.25,"augmentation":{}})";
  expect(alexnet_training_options_json(session_.get()), "TrainingOption[]");
  expect(alexnet_estimate_training(session_.get(), kSettings, 2, 8, 0), "TrainingPlan");
  const std::unique_ptr<alexnet_training, decltype(&alexnet_training_destroy)> training{
      alexnet_training_create(session_.get(), kSettings, R"(["bikes","ships"])"), alexnet_training_destroy};
  ASSERT_NE(training, nullptr) << alexnet_error(session_.get());
  alexnet_training* handle = training.get();
  for (int i = 0; i < 8; ++i) {
    const Bytes bytes = *alexnet::encode_png(alexnet::testing::pattern_image("noise", 30 + static_cast<std::size_t>(i), 24));
    ASSERT_EQ(alexnet_training_add_photo(handle, i % 2, "photo", bytes.data(), bytes.size()), ALEXNET_OK);
  }
  ASSERT_EQ(alexnet_training_start(handle, 0), ALEXNET_OK) << alexnet_error(session_.get());
  expect(alexnet_training_plan_json(handle), "TrainingPlan");
  expect(alexnet_training_filters_json(handle), "GridLayout");
  for (alexnet_step step{}; step.ends_epoch == 0;) ASSERT_EQ(alexnet_training_step(handle, &step), ALEXNET_OK);
  const Json report = expect(alexnet_training_end_epoch_json(handle), "EpochReport");
  EXPECT_TRUE(report["is_checkpoint_due"].get<bool>()) << "no checkpoint was written";
  alexnet_training_checkpoint_written(handle, /*milliseconds=*/1e9);
  for (alexnet_step step{}; step.ends_epoch == 0;) {
    ASSERT_EQ(alexnet_training_step(handle, &step), ALEXNET_OK);
    EXPECT_GE(step.seconds_left, 0);
  }
  EXPECT_TRUE(Json::parse(alexnet_training_end_epoch_json(handle))["is_checkpoint_due"].get<bool>()) << "the run is finished";
  expect(alexnet_training_samples_json(handle), "TrainingSample[]");
  expect(alexnet_training_diagnosis_json(handle), "Notice[]");
  expect(alexnet_training_plan_json(handle), "TrainingPlan");         // with a history
  expect(alexnet_training_judge_json(handle), "TrainingEvaluation");  // of the open model, which has the same classes
}

}  // namespace
