#include "actions/actions.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

#include "actions/requests.h"
#include "base/file.h"
#include "base/folder_lock.h"
#include "panels/panel_list.h"
#include "script.h"
#include "viewer_fixture.h"

namespace alexnet::viewer {
namespace {

TEST(Actions, NamesAndKeysAreUsedOnce) {
  std::set<std::string> names, keys;
  for (const Action& action : actions()) {
    EXPECT_TRUE(names.emplace(action.name).second) << action.name;
    if (!action.old_name.empty()) {
      EXPECT_TRUE(names.emplace(action.old_name).second) << action.old_name;
    }
    EXPECT_TRUE(action.help.ends_with(".") || action.help.ends_with("…")) << action.name;
    std::istringstream in{std::string(action.keys)};
    for (std::string key; in >> key;) {
      EXPECT_TRUE(keys.insert(key).second) << key;
      EXPECT_EQ(action_of_key(key), &action) << key;
    }
  }
  EXPECT_EQ(action_of_key("Ctrl"), nullptr);
}

// A new panel edits at most four files: the list of panels, its own file, CMakeLists.txt, and state.h for a state of its own. So
// no other file may name a drawing function of the list.
TEST(Panels, AreNamedInTheListAndInTheirOwnFileOnly) {
#define PANEL_FUNCTION(tab, label, action, key, draw) #draw,
  for (const char* function : {VIEWER_PANELS(PANEL_FUNCTION)}) {
    const std::regex word(std::string("\\b") + function + "\\b");
    std::set<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("native/viewer")) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path());
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      if (std::regex_search(text, word)) files.insert(entry.path().filename().string());
    }
    EXPECT_EQ(files.size(), 2u) << function;
    EXPECT_TRUE(files.contains("panel_list.h")) << function;
  }
#undef PANEL_FUNCTION
}

// Scripts for version 0.1.0 use these names. They are kept forever; each begins a line that runs the same action as its name.
TEST(Actions, NamesOfVersion010StillWork) {
  const std::pair<std::string_view, std::string_view> renamed[] = {{"look again", "rescan folders"},
                                                                   {"fit", "zoom to fit"},
                                                                   {"actual size", "zoom to 100 %"},
                                                                   {"show square", "toggle crop frame"},
                                                                   {"heat map", "toggle heat map"},
                                                                   {"scale", "map scale"},
                                                                   {"filters", "toggle filters"},
                                                                   {"stop explaining", "stop explanation"},
                                                                   {"attach", "watch run"},
                                                                   {"save square", "save network input"},
                                                                   {"thumbnails or list", "toggle thumbnails"},
                                                                   {"sides", "toggle sidebar"},
                                                                   {"log", "toggle log"},
                                                                   {"light or dark", "toggle theme"},
                                                                   {"commands", "command palette"},
                                                                   {"keys", "toggle keys"}};
  for (const auto& [old_name, name] : renamed) {
    ASSERT_NE(find_action(old_name), nullptr) << old_name;
    EXPECT_EQ(find_action(old_name)->name, name);
    EXPECT_EQ(find_action(old_name), find_action(name));
  }
  for (const char* name : {"open",
                           "open folder",
                           "look again",
                           "watch folders",
                           "close photos",
                           "next photo",
                           "previous photo",
                           "first photo",
                           "select photo",
                           "filter photos",
                           "zoom in",
                           "zoom out",
                           "fit",
                           "actual size",
                           "zoom",
                           "show square",
                           "crop",
                           "reset crop",
                           "heat map",
                           "show photo",
                           "show layers",
                           "show explanation",
                           "show training",
                           "show evaluation",
                           "show comparison",
                           "select layer",
                           "next layer",
                           "previous layer",
                           "select unit",
                           "next unit",
                           "previous unit",
                           "unit below",
                           "unit above",
                           "strongest unit",
                           "scale",
                           "filters",
                           "zoom unit",
                           "explain",
                           "explain class",
                           "explain layer",
                           "explain unit",
                           "stop explaining",
                           "opacity",
                           "set",
                           "train",
                           "pause training",
                           "stop training",
                           "attach",
                           "evaluate",
                           "stop evaluation",
                           "show cell",
                           "compare with",
                           "pin photo",
                           "copy predictions",
                           "save square",
                           "save units",
                           "save explanation",
                           "screenshot",
                           "thumbnails or list",
                           "sides",
                           "log",
                           "light or dark",
                           "larger text",
                           "smaller text",
                           "normal text",
                           "commands",
                           "keys",
                           "measure frames",
                           "frame times",
                           "save log",
                           "quit"}) {
    ASSERT_NE(find_action(name), nullptr) << name;
    EXPECT_EQ(action_of_line(name), find_action(name)) << name;
    EXPECT_EQ(action_of_line(std::string(name) + " argument"), find_action(name)) << name;
  }
}

TEST(Actions, FuzzySearchPrefersBeginningsOfWords) {
  EXPECT_TRUE(fuzzy_score("np", "next photo"));
  EXPECT_FALSE(fuzzy_score("pn", "next photo"));
  EXPECT_GT(*fuzzy_score("np", "next photo"), *fuzzy_score("np", "actionp"));
  EXPECT_EQ(matching_actions("quit").front()->name, "quit");
  EXPECT_EQ(matching_actions("").size(), actions().size());
  EXPECT_TRUE(matching_actions("qqqq").empty());
}

TEST_F(ViewerTest, InvalidLinesAreRefused) {
  EXPECT_FALSE(run_line(viewer, "dance"));
  EXPECT_FALSE(run_line(viewer, "fitting"));
  EXPECT_FALSE(run_line(viewer, "fit tightly"));
  EXPECT_FALSE(run_line(viewer, "zoom to fit tightly"));
  EXPECT_FALSE(run_line(viewer, "zoom much"));
  EXPECT_FALSE(run_line(viewer, "show cell 0 0"));
  EXPECT_FALSE(run_line(viewer, "screenshot"));
}

TEST_F(ViewerTest, OpeningAFolderClassifiesItsPhotosAndSelectsTheFirst) {
  run("open " + folder.file("model.safetensors"));
  run("open " + folder.file("photos/"));
  ASSERT_EQ(state().photos.size(), 6u);
  EXPECT_EQ(state().photos[0].folder, "bikes");
  EXPECT_EQ(true_class(state().model, state().photos[5]), 1u);
  for (const PhotoItem& photo : state().photos) EXPECT_EQ(photo.scores.size(), 2u) << photo.path;
  ASSERT_TRUE(state().photo.image);
  EXPECT_EQ(state().photo.image->width, 20u);
  EXPECT_EQ(state().photo.input_image->width, state().model.preprocessing.input);
  EXPECT_EQ(state().photo.scores.size(), 2u);
  EXPECT_EQ(state().settings.recent.front(), folder.file("photos"));
}

TEST_F(ViewerTest, OpeningAModelClassifiesOpenPhotos) {
  run("open " + folder.file("photos"));
  EXPECT_TRUE(state().photos[3].scores.empty());
  run("open " + folder.file("model.safetensors"));
  EXPECT_FALSE(state().photos[3].scores.empty());
  EXPECT_FALSE(state().photo.scores.empty());
}

TEST_F(ViewerTest, APhotoThatIsOpenedItselfIsSelected) {
  run("open " + folder.file("photos/bikes"));
  EXPECT_EQ(state().selected, 0u);
  run("open " + folder.file("photos/ships/3.ppm"));
  EXPECT_EQ(state().photo.path, folder.file("photos/ships/3.ppm"));
  run("open " + folder.file("photos/bikes/1.ppm"));  // which the list has already
  EXPECT_EQ(state().photo.path, folder.file("photos/bikes/1.ppm"));
  run("open " + folder.file("photos"));
  EXPECT_EQ(state().photo.path, folder.file("photos/bikes/1.ppm"));
}

TEST_F(ViewerTest, NextAndPreviousPhotoStayInTheList) {
  run("open " + folder.file("photos"));
  run("previous photo");
  EXPECT_EQ(state().selected, 0u);
  run("select photo ships/3.ppm");
  run("next photo");
  EXPECT_EQ(state().selected, 5u);
  EXPECT_EQ(state().photo.path, folder.file("photos/ships/3.ppm"));
}

TEST_F(ViewerTest, BrokenFilesAreReported) {
  run("open " + folder.file("model.safetensors"));
  run("open " + folder.file("broken.safetensors"));
  EXPECT_EQ(state().model.path, folder.file("model.safetensors"));
  EXPECT_TRUE(log_has("broken.safetensors"));
  run("open " + folder.file("broken.jpg"));
  run("open " + folder.file("nowhere.jpg"));
  ASSERT_EQ(state().photos.size(), 2u);
  EXPECT_FALSE(state().photos[0].error.empty());
  EXPECT_FALSE(state().photos[1].error.empty());
  EXPECT_FALSE(state().photo.image);
  run("open " + folder.file("photos"));
  run("select photo bikes/1.ppm");
  EXPECT_TRUE(state().photo.image);
  EXPECT_EQ(state().photo.error, "");
}

TEST_F(ViewerTest, ModelFilesAreRecognizedByTheirExtension) {
  write_text(folder.file("broken.ONNX"), "this is no model either");
  run("open " + folder.file("broken.ONNX"));
  EXPECT_TRUE(state().photos.empty());
  EXPECT_TRUE(log_has("broken.ONNX"));
}

TEST_F(ViewerTest, ThumbnailsAreComputedOnRequest) {
  run("open " + folder.file("photos"));
  EXPECT_FALSE(state().photos[1].thumbnail);
  request_thumbnail(viewer, 1);
  finish();
  ASSERT_TRUE(state().photos[1].thumbnail);
  EXPECT_EQ(state().thumbnails, 1u);
  EXPECT_EQ(state().thumbnails_requested, 0u);
}

TEST_F(ViewerTest, RescanningAddsNewPhotos) {
  run("open " + folder.file("photos"));
  write_text(folder.file("photos/ships/4.ppm"), as_text(small_photo()));
  run("look again");
  EXPECT_EQ(state().photos.size(), 7u);
  run("close photos");
  EXPECT_TRUE(state().photos.empty());
}

TEST_F(ViewerTest, SavesTheModelForOtherPrograms) {
  run("save model " + folder.file("none.onnx"));
  EXPECT_TRUE(log_has("no model is open"));
  run("open " + folder.file("model.safetensors"));
  for (const char* name : {"saved.safetensors", "saved.npz", "saved.onnx", "saved.h5"}) {
    run("save model " + folder.file(name));
    EXPECT_TRUE(log_has(std::string("saved ") + folder.file(name)));
    run("open " + folder.file(name));
    EXPECT_EQ(state().model.path, folder.file(name));
  }
  run("save model " + folder.file("saved.pth"));
  EXPECT_FALSE(std::filesystem::exists(folder.file("saved.pth")));
}

TEST_F(ViewerTest, ChangesThePreprocessing) {
  run("open " + folder.file("model.safetensors"));
  run("open " + folder.file("photos"));
  const Preprocessing before = state().model.preprocessing;
  const Scores scores = state().photo.scores;
  const std::size_t generation = state().model.generation;
  EXPECT_EQ(state().model.preprocessing_origin, PreprocessingOrigin::kStated);

  run("set preprocess caffe");
  EXPECT_EQ(name_of(state().model.preprocessing), "caffe");
  EXPECT_EQ(state().model.preprocessing_origin, PreprocessingOrigin::kGiven);
  EXPECT_EQ(state().model.generation, generation + 1);
  EXPECT_TRUE(log_has("caffe: BGR in 0..255"));
  ASSERT_EQ(state().photo.scores.size(), scores.size());
  EXPECT_NE(state().photo.scores[0].probability, scores[0].probability);
  for (const PhotoItem& photo : state().photos) EXPECT_FALSE(photo.scores.empty()) << photo.path;

  run(R"(set preprocess {"base":"0..1","fit":"crop","interpolation":"nearest"})");
  EXPECT_EQ(name_of(state().model.preprocessing), "0..1");
  EXPECT_EQ(state().model.preprocessing.fit, Fit::kCrop);
  EXPECT_EQ(state().model.preprocessing.interpolation, Interpolation::kNearest);

  // A saved model keeps it, and a refused change leaves it.
  run("save model " + folder.file("changed.safetensors"));
  const Preprocessing kept = state().model.preprocessing;
  run(R"(set preprocess {"fit":"squeeze"})");
  EXPECT_TRUE(state().model.preprocessing == kept);
  EXPECT_NE(state().model.preprocessing_error, "");
  run("set preprocess caffee");
  EXPECT_TRUE(state().model.preprocessing == kept);
  run("open " + folder.file("model.safetensors"));
  EXPECT_TRUE(state().model.preprocessing == before);
  EXPECT_EQ(state().model.preprocessing_error, "");
  EXPECT_EQ(state().photo.scores[0].probability, scores[0].probability);
  run("open " + folder.file("changed.safetensors"));
  EXPECT_TRUE(state().model.preprocessing == kept);
}

TEST_F(ViewerTest, PreprocessingNeedsAModel) {
  run("set preprocess caffe");
  EXPECT_TRUE(log_has("no model is open"));
}

TEST_F(ViewerTest, EvaluationCountsPhotosAndSelectsCellsByNumber) {
  run("open " + folder.file("model.safetensors"));
  run("evaluate " + folder.file("photos"));
  ASSERT_TRUE(state().evaluation.result);
  EXPECT_EQ(state().evaluation.result->metrics.count, state().evaluation.names.size());
  EXPECT_FALSE(state().evaluation.is_running);
  run("show cell 1 0");
  EXPECT_EQ(state().evaluation.cell, std::pair(std::size_t{1}, std::size_t{0}));
  EXPECT_FALSE(run_line(viewer, "show cell 2 0"));
}

TEST_F(ViewerTest, TrainingSettingsAreSetByName) {
  run("set epochs 7");
  run("set augmentation.zoom_range 0.25");
  run("set freeze conv1, conv2");
  EXPECT_EQ(state().training.settings.epochs, 7u);
  EXPECT_FLOAT_EQ(state().training.settings.augmentation.zoom_range, 0.25f);
  EXPECT_EQ(state().training.settings.freeze, (std::vector<std::string>{"conv1", "conv2"}));
  EXPECT_FALSE(run_line(viewer, "set epochs many"));
  EXPECT_FALSE(run_line(viewer, "set elegance 1"));
}

TEST_F(ViewerTest, TrainingReportsEveryStepAndItsFolderCanBeWatched) {
  for (const char* line : {"set data drawn", "set width 0.05", "set input 67", "set batch 100"}) run(line);
  run("set out " + folder.file("run"));
  run("train 1");
  const TrainingView& training = state().training;
  EXPECT_EQ(training.phase, TrainingView::Phase::kEnded);
  ASSERT_EQ(training.history.size(), 1u) << training.message;
  EXPECT_EQ(training.losses.size(), training.plan->steps_per_epoch);
  EXPECT_TRUE(training.samples);
  EXPECT_TRUE(training.filters);
  const History history = training.history;
  run("open " + folder.file("run"));
  EXPECT_EQ(training.attached, folder.file("run"));
  EXPECT_EQ(training.history, history);
  EXPECT_FALSE(training.attached_is_running);
  run("set width 1");
  run("open " + folder.file("run"));
  EXPECT_EQ(training.settings.width, 0.05) << "the settings are those of the run";
  const FolderLock other = *FolderLock::acquire(folder.file("run"));
  run("open " + folder.file("run"));
  EXPECT_TRUE(training.attached_is_running);
}

TEST_F(ViewerTest, TrainingThatCannotStartReportsTheReason) {
  run("set data " + folder.file("nowhere"));
  run("train 1");
  EXPECT_EQ(state().training.phase, TrainingView::Phase::kEnded);
  EXPECT_NE(state().training.message.find("nowhere"), std::string::npos);
}

TEST_F(ViewerTest, StoppedTrainingIsSavedAndClosingEndsTraining) {
  for (const char* line : {"set data drawn", "set width 0.05", "set input 67", "set batch 8"}) run(line);
  run("set out " + folder.file("run"));
  ASSERT_TRUE(run_line(viewer, "train 50"));
  deliver_until([this] { return !state().training.losses.empty(); });
  run("stop training");
  EXPECT_EQ(state().training.message, "stopped");
  EXPECT_TRUE(std::filesystem::exists(folder.file("run/last.safetensors")));
  run("set out " + folder.file("other"));
  ASSERT_TRUE(run_line(viewer, "train 50"));
  deliver_until([this] { return !state().training.losses.empty(); });
}  // the destructor closes the viewer

TEST_F(ViewerTest, FrameTimesAreMeasuredOnRequest) {
  EXPECT_FALSE(run_line(viewer, "frame times"));
  run("measure frames");
  ASSERT_TRUE(state().frame_times);
  for (int i = 0; i < 99; ++i) viewer.state.frame_times->between.push_back(16);
  viewer.state.frame_times->between.push_back(40);
  viewer.state.frame_times->panels = {2, 4};
  run("frame times");
  EXPECT_TRUE(log_has("100 frames: 16.2 ms from one to the next, 99 % within 16.0, the longest 40.0; panels 3.0 ms"));
  run("save log " + folder.file("log.txt"));
  EXPECT_NE(as_text(*read_file(folder.file("log.txt"))).find("100 frames"), std::string::npos);
}

TEST_F(ViewerTest, ScriptsWaitForTheJobsOfEachLine) {
  Script script("# comment\n\n  open " + folder.file("photos") + "\nselect photo ships/1.ppm\nnonsense\nat once quit\n");
  std::vector<std::string> errors;
  for (int frame = 0; frame < 100000 && !state().wants_to_quit; ++frame) {
    viewer.jobs.deliver(viewer.state);
    if (const Status advanced = script.advance(viewer); !advanced) errors.push_back(advanced.error().message());
    std::this_thread::yield();
  }
  EXPECT_EQ(state().selected, 3u);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0], "line 5: nonsense: there is no such action");
  EXPECT_TRUE(state().wants_to_quit);
}

TEST(Settings, RoundTrip) {
  TemporaryFolder folder;
  Settings settings;
  settings.left = 250;
  settings.exact = true;
  settings.theme = Theme::kLight;
  for (int i = 0; i < 20; ++i) remember(settings, "/photos/" + std::to_string(i % 15));
  EXPECT_EQ(settings.recent.size(), kMaxRecent);
  EXPECT_EQ(settings.recent.front(), "/photos/4");
  ASSERT_TRUE(save_settings(folder.file("a/viewer.json"), settings));
  EXPECT_EQ(load_settings(folder.file("a/viewer.json")), settings);
}

TEST(Settings, InvalidFieldsKeepTheirDefaults) {
  EXPECT_EQ(load_settings("/nowhere/viewer.json"), Settings());
  EXPECT_FALSE(settings_from_json("[1]"));
  const auto read = settings_from_json(R"({"left":"wide","right":1e9,"recent":[1,"/a"],"text_scale":2})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->left, Settings().left);
  EXPECT_EQ(read->right, Settings().right);
  EXPECT_EQ(read->recent, std::vector<std::string>{"/a"});
  EXPECT_EQ(read->text_scale, 2);
}

}  // namespace
}  // namespace alexnet::viewer
