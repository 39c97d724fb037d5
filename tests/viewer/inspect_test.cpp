#include "actions/requests.h"
#include "app/photo.h"
#include "render/contact_sheet.h"
#include "viewer_fixture.h"

namespace alexnet::viewer {
namespace {

// Tests with an open model and photo.
class InspectTest : public ViewerTest {
 protected:
  InspectTest() {
    run("open " + folder.file("model.safetensors"));
    run("open " + folder.file("photos/bikes/1.ppm"));
  }
};

TEST_F(ViewerTest, WithoutAPhotoThereIsNothingToInspect) {
  run("open " + folder.file("model.safetensors"));
  run("show layers");
  request_layers(viewer);
  finish();
  EXPECT_FALSE(state().layers.units);
  EXPECT_FALSE(run_line(viewer, "next unit"));
  EXPECT_FALSE(run_line(viewer, "save units " + folder.file("units.png")));
  run("explain grad-cam");
  EXPECT_FALSE(state().explain.image);
  EXPECT_FALSE(run_line(viewer, "crop 0 0 5"));
}

TEST_F(InspectTest, LayersAreComputedOncePerPhotoAndCrop) {
  request_layers(viewer);
  finish();
  ASSERT_TRUE(state().layers.units);
  EXPECT_EQ(state().layers.units->name, "relu5");
  EXPECT_EQ(state().layers.strip.front().name, "conv1");
  const auto before = state().layers.units;
  request_layers(viewer);
  finish();
  EXPECT_EQ(state().layers.units, before);
  run("crop 0 0 6");
  request_layers(viewer);
  finish();
  EXPECT_NE(state().layers.units->values, before->values) << "of another part of the photo";
}

TEST_F(InspectTest, LayersAndUnitsAreSelectedOneByOne) {
  run("select layer conv1");
  run("previous layer");
  EXPECT_EQ(state().layers.units->name, "conv1");
  run("next layer");
  EXPECT_EQ(state().layers.units->name, "relu1");
  EXPECT_FALSE(run_line(viewer, "select layer conv9"));
  EXPECT_FALSE(run_line(viewer, "select unit 100000"));
  EXPECT_FALSE(run_line(viewer, "select unit one"));
  run("select unit 0");
  run("previous unit");
  EXPECT_EQ(state().layers.unit, 0u);
  run("next unit");
  EXPECT_EQ(state().layers.unit, 1u);
  run("unit below");
  EXPECT_EQ(state().layers.unit, std::min(1 + state().layers.units->layout.columns, state().layers.units->units.size()));
  run("strongest unit");
  const auto& units = state().layers.units->units;
  for (const UnitStatistics& unit : units) EXPECT_LE(unit.mean, units[state().layers.unit].mean);
}

TEST_F(InspectTest, MapScaleIsChosenByNameOrInTurn) {
  run("select layer relu1");
  run("scale layer");
  EXPECT_EQ(state().layers.units->scale, MapScale::kLayer);
  run("scale");
  EXPECT_EQ(state().layers.units->scale, MapScale::kNetwork);
  run("scale");
  EXPECT_EQ(state().layers.units->scale, MapScale::kUnit);
  EXPECT_FALSE(run_line(viewer, "scale universe"));
}

TEST_F(InspectTest, EveryMethodExplainsThePhoto) {
  for (const char* method : {"grad-cam", "gradient", "guided", "occlusion"}) {
    run(std::string("explain ") + method);
    ASSERT_TRUE(state().explain.image) << method;
    EXPECT_FALSE(state().explain.is_running);
    EXPECT_TRUE(explains_photo(viewer.state)) << method;
    EXPECT_EQ(to_string(state().explain.image_request->method), method);
  }
  EXPECT_EQ(state().explain.numbers.done, state().explain.numbers.of);
  EXPECT_EQ(state().tab, Tab::kExplain);
  EXPECT_FALSE(run_line(viewer, "explain activations"));
  EXPECT_FALSE(run_line(viewer, "explain magic"));
}

TEST_F(InspectTest, ClassLayerAndUnitToExplainAreChosen) {
  run("explain grad-cam");
  run("explain class ships");
  EXPECT_EQ(state().explain.numbers.class_index, 1u);
  run("explain layer relu2");
  EXPECT_EQ(state().explain.numbers.layer, "relu2");
  run("explain gradient");
  run("explain layer conv3");
  run("explain unit 2");
  EXPECT_EQ(state().explain.numbers.unit, 2u);
  run("explain unit");
  EXPECT_FALSE(state().explain.numbers.unit);
  ASSERT_TRUE(run_line(viewer, "explain class submarine"));
  finish();
  EXPECT_NE(state().explain.error.find("submarine"), std::string::npos);
  EXPECT_TRUE(log_has("submarine"));
}

TEST_F(InspectTest, AnotherPhotoIsExplainedAgain) {
  run("explain grad-cam");
  const SharedImage before = state().explain.image;
  run("open " + folder.file("photos/ships"));
  run("next photo");
  EXPECT_FALSE(explains_photo(viewer.state)) << "it explains the previous photo";
  request_explanation(viewer);
  finish();
  EXPECT_TRUE(explains_photo(viewer.state));
  EXPECT_NE(state().explain.image, before);
}

TEST_F(InspectTest, StoppedExplanationShowsItsPartialResult) {
  ASSERT_TRUE(run_line(viewer, "explain maximize"));
  deliver_until([this] { return state().explain.done > 0; });
  run("stop explaining");
  EXPECT_FALSE(state().explain.is_running);
  EXPECT_TRUE(state().explain.image);
  EXPECT_LT(state().explain.numbers.done, state().explain.numbers.of);
}

TEST_F(InspectTest, SelectingAPhotoCancelsTheExplanation) {
  run("open " + folder.file("photos"));
  ASSERT_TRUE(run_line(viewer, "explain maximize"));
  deliver_until([this] { return state().explain.done > 0; });
  run("select photo ships/2.ppm");
  EXPECT_EQ(state().photo.path, folder.file("photos/ships/2.ppm"));
  EXPECT_FALSE(state().explain.is_running);
  EXPECT_LT(state().explain.numbers.done, state().explain.numbers.of);
}  // closing cancels it too

TEST_F(InspectTest, OpeningAModelResetsLayersAndExplanation) {
  run("select layer conv1");
  run("explain grad-cam");
  run("open " + folder.file("model.safetensors"));
  EXPECT_FALSE(state().layers.units);
  EXPECT_FALSE(state().explain.image);
  run("select layer conv1");
  EXPECT_TRUE(state().layers.units);
}

TEST_F(InspectTest, CropIsTheInputOfTheNetwork) {
  const Scores whole = state().photo.scores;
  const Scores listed = state().photos[0].scores;
  run("crop 2 1 6");
  EXPECT_EQ(state().photo.region, (Region{2, 1, 6, 6}));
  const auto image = read_photo(folder.file("photos/bikes/1.ppm"));
  ASSERT_TRUE(image);
  EXPECT_EQ(*state().photo.input_image, *resize(image->image, 227, 227, {2, 1, 6, 6}));
  EXPECT_EQ(state().photos[0].scores.front().probability, listed.front().probability)
      << "the list shows predictions without a crop";
  EXPECT_FALSE(run_line(viewer, "crop 15 1 8"));
  EXPECT_FALSE(run_line(viewer, "crop 1 1"));
  run("reset crop");
  EXPECT_EQ(state().photo.scores.front().probability, whole.front().probability);
  EXPECT_FALSE(state().crop);
}

TEST_F(InspectTest, ImagesAreSavedWithoutLoss) {
  run("select layer conv1");
  run("save units " + folder.file("units.png"));
  const auto units = read_photo(folder.file("units.png"));
  ASSERT_TRUE(units);
  EXPECT_EQ(units->image, *state().layers.grid);
  EXPECT_FALSE(run_line(viewer, "save explanation " + folder.file("why.png")));
  run("explain grad-cam");
  run("save explanation " + folder.file("why.png"));
  EXPECT_EQ(read_photo(folder.file("why.png"))->image, *state().explain.image);
}

TEST_F(ViewerTest, PredictionsBelowTheConfidenceThresholdAreNotSure) {
  auto model = read_model(SharedBytes(small_model_bytes()), ThreadPool(1));
  ASSERT_TRUE(model);
  model->confidence_threshold = 0.9999f;
  const auto bytes = to_safetensors(tensors_from_model(*model));
  ASSERT_TRUE(bytes);
  write_text(folder.file("shy.safetensors"), {bytes->bytes().begin(), bytes->bytes().end()});
  run("open " + folder.file("shy.safetensors"));
  run("open " + folder.file("photos"));
  EXPECT_FALSE(state().photo.is_sure);
  for (const PhotoItem& photo : state().photos) EXPECT_FALSE(photo.is_sure) << photo.path;
  EXPECT_EQ(state().model.confidence_threshold, 0.9999f);
  run("open " + folder.file("model.safetensors"));
  EXPECT_TRUE(state().photo.is_sure);
}

}  // namespace
}  // namespace alexnet::viewer
