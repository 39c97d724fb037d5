#include "app/training_run.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/expect_error.h"

#ifndef __EMSCRIPTEN__
#include <filesystem>
#include <map>

#include "app/model_file.h"
#include "base/file.h"
#include "base/path.h"
#include "formats/safetensors.h"
#include "support/full_disk.h"
#include "support/temporary_folder.h"
#include "train/crc32c.h"
#endif

namespace alexnet {
namespace {

// Also runs in the browser, because no files are read or written.
TEST(TrainingRun, SyntheticDataNeedsNoFiles) {
  const ThreadPool pool(1);
  auto run = TrainingRun::start({.data = "drawn", .width = 0.05, .input = 67, .epochs = 1, .batch = 100}, {}, pool);
  ASSERT_TRUE(run) << run.error().message();
  EXPECT_EQ(run->plan().training_photos, (std::vector<std::size_t>{100, 100}));
  EXPECT_EQ(run->plan().validation_photos, (std::vector<std::size_t>{50, 50}));
  EXPECT_EQ(run->plan().steps_per_epoch, 2u);
  EXPECT_FALSE(run->finished());
  EXPECT_FALSE(run->step()->ends_epoch);
  EXPECT_TRUE(run->step()->ends_epoch);
  const auto epoch = run->end_epoch();
  ASSERT_TRUE(epoch) << epoch.error().message();
  EXPECT_TRUE(epoch->is_best);
  EXPECT_TRUE(epoch->record.val_loss.has_value());
  EXPECT_TRUE(run->finished());
  EXPECT_TRUE(run->save()) << "nowhere";
}

TEST(TrainingRun, RejectsInvalidSettings) {
  const ThreadPool pool(1);
  expect_error(TrainingRun::start({}, {}, pool), ErrorKind::kInvalidArgument, "drawn");
  expect_error(TrainingRun::start({.data = "drawn", .epochs = 0}, {}, pool), ErrorKind::kInvalidArgument, "epochs");
  expect_error(TrainingRun::start({.data = "drawn", .width = 0.05, .freeze = {"conv9"}}, {}, pool), ErrorKind::kInvalidArgument,
               "conv9");
  expect_error(TrainingRun::start({.data = "drawn", .init = "zero"}, {}, pool), ErrorKind::kInvalidArgument, "zero");
}

#ifndef __EMSCRIPTEN__

using namespace testing;
namespace fs = std::filesystem;

constexpr int kPhotos = 12;  // per class, of which 3 are held out
constexpr std::uint64_t kStepsPerEpoch = 4;

// A folder of photos, and settings for a run of 3 epochs of 4 steps on them.
class TrainingRuns : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"blue", "red"}) {
      fs::create_directories(folder_.file("photos/") + name);
      for (int i = 0; i < kPhotos; ++i) {
        std::string bytes = "P6\n24 20\n255\n";
        for (int at = 0; at < 24 * 20 * 3; ++at)
          bytes += static_cast<char>((at % 3 == (*name == 'r' ? 0 : 2) ? 140 : 20) + at * (i + 3) % 89);
        write_text(folder_.file("photos/") + name + "/" + std::to_string(i) + ".ppm", bytes);
      }
    }
    settings_ = {.data = folder_.file("photos"),
                 .validation_fraction = 0.25,
                 .width = 0.05,
                 .input = 67,
                 .seed = 5,
                 .epochs = 3,
                 .batch = 4,
                 .learning_rate = 0.002};
  }

  TrainingFolder out(const std::string& name, std::size_t keep = 0) { return {.path = folder_.file(name), .keep = keep}; }
  TrainingRun start(const TrainingFolder& out) {
    auto run = TrainingRun::start(settings_, out, pool_);
    EXPECT_TRUE(run) << run.error().message();
    return std::move(*run);
  }
  TrainingRun resume(const TrainingFolder& out, std::uint64_t epochs = 0) {
    auto run = TrainingRun::resume(out, epochs, pool_);
    EXPECT_TRUE(run) << run.error().message();
    return std::move(*run);
  }
  // Runs so many steps, or until the run is finished.
  static void run_steps(TrainingRun& run, std::uint64_t steps = UINT64_MAX) {
    for (; steps > 0 && !run.finished(); --steps) {
      const auto step = run.step();
      ASSERT_TRUE(step) << step.error().message();
      if (!step->ends_epoch) continue;
      ASSERT_TRUE(run.end_epoch());
    }
  }
  void run_whole(const TrainingFolder& out) {
    TrainingRun run = start(out);
    run_steps(run);
  }

  // Returns the checksums of the tensors of a file.
  std::map<std::string, std::uint32_t> tensors(const std::string& name) {
    const auto bytes = map_file(folder_.file(name));
    EXPECT_TRUE(bytes) << bytes.error().message();
    const auto file = read_safetensors(*bytes);
    EXPECT_TRUE(file) << file.error().message();
    std::map<std::string, std::uint32_t> result;
    for (const auto& [key, tensor] : file->tensors) result[key] = crc32c(tensor.bytes);
    return result;
  }
  // Returns the rows of the log without speed and seconds.
  std::vector<std::string> rows(const std::string& name) {
    std::ifstream file(folder_.file(name) + "/log.csv");
    std::vector<std::string> result;
    for (std::string line; std::getline(file, line);) result.push_back(line.substr(0, line.rfind(',', line.rfind(',') - 1)));
    return result;
  }
  void expect_same_end(const std::string& found, const std::string& expected) {
    EXPECT_EQ(tensors(found + "/last.safetensors"), tensors(expected + "/last.safetensors"));
    EXPECT_EQ(tensors(found + "/best.safetensors"), tensors(expected + "/best.safetensors"));
    EXPECT_EQ(rows(found), rows(expected));
  }
  bool exists(const std::string& name) { return fs::exists(folder_.file(name)); }

  TemporaryFolder folder_;
  ThreadPool pool_{1};
  TrainingSettings settings_;
};

TEST_F(TrainingRuns, WriteModelsAndLogs) {
  TrainingRun run = start(out("run", 2));
  EXPECT_EQ(run.plan().steps_per_epoch, kStepsPerEpoch);
  EXPECT_EQ(run.plan().training_photos, (std::vector<std::size_t>{9, 9}));
  EXPECT_EQ(run.plan().validation_photos, (std::vector<std::size_t>{3, 3}));
  std::optional<std::size_t> best;
  for (std::size_t epoch = 0; epoch < 3; ++epoch) {
    for (std::uint64_t step = 0; step < kStepsPerEpoch; ++step) {
      const auto report = run.step();
      ASSERT_TRUE(report);
      EXPECT_EQ(report->step, epoch * kStepsPerEpoch + step);
      EXPECT_EQ(report->epoch, epoch);
    }
    const auto report = run.end_epoch();
    ASSERT_TRUE(report);
    EXPECT_EQ(report->record.epoch, epoch);
    EXPECT_GT(report->record.seconds, 0.0);
    const auto good = [](const EpochRecord& record) { return std::pair(*record.val_accuracy, -*record.val_loss); };
    const bool is_best = !best || good(report->record) > good(run.history()[*best]);
    EXPECT_EQ(report->is_best, is_best);
    if (is_best) best = epoch;
  }
  EXPECT_TRUE(run.finished());
  EXPECT_FALSE(exists("run/epoch-0001.safetensors"));
  EXPECT_TRUE(exists("run/epoch-0002.safetensors"));
  if (*best > 0) {
    EXPECT_EQ(tensors("run/best.safetensors"), tensors("run/epoch-000" + std::to_string(*best + 1) + ".safetensors"));
  }

  const std::vector<std::string> log = rows("run");
  ASSERT_EQ(log.size(), 4u);
  EXPECT_EQ(log[0], "epoch,accuracy,loss,learning_rate,val_accuracy,val_loss");
  for (std::size_t epoch = 0; epoch < 3; ++epoch) EXPECT_TRUE(log[epoch + 1].starts_with(std::to_string(epoch) + ","));

  const auto model = read_model_file(folder_.file("run/best.safetensors"), pool_);
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_EQ(model->labels, (std::vector<std::string>{"blue", "red"}));
  TrainingSettings stored = settings_;
  stored.data = basename(settings_.data);
  stored.init = "tutorial";  // is stated, so that the record keeps its meaning when the default changes
  EXPECT_NE(stored.data, settings_.data) << "the path is not stored";
  EXPECT_EQ(*training_settings_from_json(model->provenance.at("training_settings")), stored);
  const auto history = history_from_json(model->provenance.at("history"));
  EXPECT_EQ(history->size(), *best + 1);
  const auto last = read_model_file(folder_.file("run/last.safetensors"), pool_);
  ASSERT_TRUE(last) << last.error().message();
  EXPECT_TRUE(std::ranges::equal(last->parameters[0].values.values(), run.model().parameters[0].values.values()));
}

TEST_F(TrainingRuns, DoNotOverwriteAnExistingRun) {
  run_whole(out("run"));
  const std::string before = content_of(folder_.file("run/last.safetensors"));
  expect_error(TrainingRun::start(settings_, out("run"), pool_), ErrorKind::kInvalidArgument, "holds a run already");
  EXPECT_EQ(content_of(folder_.file("run/last.safetensors")), before);
  EXPECT_EQ(rows("run").size(), 4u);
}

TEST_F(TrainingRuns, RequireAWritableFolder) {
  write_text(folder_.file("file"), "in the way");
  EXPECT_EQ(TrainingRun::start(settings_, out("file/run"), pool_).error().kind, ErrorKind::kUnreadable);
  settings_.optimizer = "adagrad";
  EXPECT_FALSE(TrainingRun::start(settings_, out("run"), pool_));
  EXPECT_FALSE(exists("run")) << "invalid settings create no files";
}

// The same runs with dropout, color augmentation and a schedule, which must not depend on earlier steps either.
class ResumedRuns : public TrainingRuns, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    TrainingRuns::SetUp();
    if (GetParam() == std::string("tutorial")) return;
    if (GetParam() == std::string("averaged")) {
      settings_.mixing = {.mixup = 0.5, .cutmix = 1, .chance = 0.5};
      settings_.average = 0.7;
      return;
    }
    const TrainingSettings tutorial = settings_;
    settings_ = *recipe("paper");
    settings_.data = tutorial.data;
    settings_.validation_fraction = tutorial.validation_fraction;
    settings_.width = tutorial.width;
    settings_.input = 67;
    settings_.resize = 80;
    settings_.epochs = 3;
    settings_.batch = 2;
    settings_.accumulate = 2;
    settings_.init = "keras";
    settings_.learning_rate = 1e-4;  // suits that initialization
    settings_.schedule = "plateau:factor=0.5:patience=1:warmup=1";
  }
};
INSTANTIATE_TEST_SUITE_P(Of, ResumedRuns, ::testing::Values("tutorial", "paper", "averaged"));

TEST_P(ResumedRuns, ResumeBitwiseIdentically) {
  run_whole(out("whole"));
  ASSERT_EQ(rows("whole").size(), 4u);
  for (const std::uint64_t stop : {1, 3, 4, 6, 8, 11}) {
    const std::string name = "stopped" + std::to_string(stop);
    {
      TrainingRun run = start(out(name));
      run_steps(run, stop);
      ASSERT_TRUE(run.save());  // the end of an epoch saves by itself only if writing is quick enough
    }
    TrainingRun run = resume(out(name));
    EXPECT_EQ(run.plan().first_epoch, stop / kStepsPerEpoch);
    run_steps(run);
    expect_same_end(name, "whole");
  }
}

TEST_P(ResumedRuns, RepeatUnsavedSteps) {
  run_whole(out("whole"));
  {
    TrainingRun run = start(out("killed"));
    run_steps(run, 6);
  }
  {
    TrainingRun run = resume(out("killed"));
    EXPECT_TRUE(run.measure_step()) << "measuring changes no weights";
    run_steps(run, 1);
  }
  TrainingRun run = resume(out("killed"));
  run_steps(run);
  expect_same_end("killed", "whole");
}

TEST_F(TrainingRuns, SaveTheAveragedWeights) {
  settings_.average = 0.9;
  TrainingRun run = start(out("run"));
  run_steps(run, kStepsPerEpoch);
  const auto average = read_safetensors(*map_file(folder_.file("run/best.safetensors")));
  const auto last = read_safetensors(*map_file(folder_.file("run/last.safetensors")));
  ASSERT_TRUE(average && last);
  const auto block = last->tensors.at("optimizer.average").bytes;
  for (const Parameter& parameter : run.model().parameters) {
    const auto bytes = average->tensors.at(parameter.name).bytes;
    EXPECT_TRUE(std::ranges::equal(run.model_file().tensors.at(parameter.name).bytes, bytes)) << parameter.name;
    EXPECT_FALSE(std::ranges::equal(last->tensors.at(parameter.name).bytes, bytes)) << parameter.name;
    EXPECT_FALSE(std::ranges::search(block, bytes).empty()) << parameter.name;
  }
}

TEST_F(TrainingRuns, LockTheirFolderUntilTheyAreFinished) {
  TrainingRun run = start(out("run"));
  run_steps(run, kStepsPerEpoch);
  ASSERT_TRUE(run.save());
  expect_error(TrainingRun::resume(out("run"), 0, pool_), ErrorKind::kUnreadable, "is in use: process");
  run_steps(run);
  EXPECT_TRUE(resume(out("run"), 4).plan().photos_before.empty());
  fs::remove(folder_.file("photos/red/0.ppm"));
  fs::remove(folder_.file("photos/blue/0.ppm"));
  EXPECT_FALSE(resume(out("run"), 4).plan().photos_before.empty());
}

TEST_F(TrainingRuns, CanBeExtended) {
  run_whole(out("three"));
  settings_.epochs = 2;
  run_whole(out("two"));
  EXPECT_TRUE(resume(out("two")).finished());
  TrainingRun run = resume(out("two"), 3);
  EXPECT_FALSE(run.finished());
  EXPECT_EQ(run.settings().epochs, 3u);
  run_steps(run);
  expect_same_end("two", "three");
  EXPECT_EQ(resume(out("two")).settings().epochs, 3u) << "the run knows";
  expect_error(TrainingRun::resume(out("two"), 1, pool_), ErrorKind::kInvalidArgument, "epochs");
}

TEST_F(TrainingRuns, StopEarly) {
  settings_.learning_rate = 1e-25;  // too small to change any weight, so no epoch improves on the first
  settings_.patience = 1;
  settings_.epochs = 5;
  TrainingRun run = start(out("run"));
  run_steps(run);
  EXPECT_EQ(run.history().size(), 2u);
  EXPECT_TRUE(run.finished());
  EXPECT_TRUE(resume(out("run")).finished()) << "it ended, it was not interrupted";
  TrainingRun longer = resume(out("run"), 6);
  EXPECT_FALSE(longer.finished()) << "it was asked for";
  run_steps(longer);
  EXPECT_EQ(longer.history().size(), 3u);
}

TEST_F(TrainingRuns, ConvertColorsUnlessTheyBeganWithoutSayingSo) {
  EXPECT_EQ(start(out("new")).model().spec.preprocessing.color, ColorHandling::kConvert);
  settings_.color = "ignore";
  settings_.interpolation = "nearest";
  EXPECT_EQ(start(out("nearest")).model().spec.preprocessing.interpolation, Interpolation::kNearest);
  settings_.interpolation = "bilinear_antialiased";
  run_whole(out("old"));
  // Version 0.1 states neither in the settings nor in the preprocessing how to do this.
  const std::string path = folder_.file("old/last.safetensors");
  const SharedBytes file = *map_file(path);
  std::string bytes(file.bytes().begin(), file.bytes().end());
  for (const std::string name : {R"(,\"color\":\"ignore\",\"interpolation\":\"bilinear_antialiased\")",
                                 R"(\"color\":\"ignore\",)", R"(\"interpolation\":\"bilinear_antialiased\",)"}) {
    const std::size_t at = bytes.find(name);
    ASSERT_NE(at, std::string::npos) << name;
    bytes.replace(at, name.size(), name.size(), ' ');
  }
  write_text(path, bytes);
  const TrainingRun run = resume(out("old"), 4);
  EXPECT_EQ(run.model().spec.preprocessing.color, ColorHandling::kIgnore);
  EXPECT_EQ(run.settings().color, "ignore");
  EXPECT_EQ(run.settings().interpolation, "bilinear_antialiased");
}

TEST_F(TrainingRuns, KeepTheInitializationThatTheyBeganWith) {
  run_whole(out("old"));
  EXPECT_EQ(resume(out("old"), 4).settings().init, "tutorial");
  // In version 0.1, `keras` was the default, and a default was not stated.
  const std::string path = folder_.file("old/last.safetensors");
  const SharedBytes file = *map_file(path);
  std::string bytes(file.bytes().begin(), file.bytes().end());
  const std::string stated = R"(\"init\":\"tutorial\")", unstated = R"(\"init\":\"\"        )";
  ASSERT_EQ(stated.size(), unstated.size());
  const std::size_t at = bytes.find(stated);
  ASSERT_NE(at, std::string::npos);
  bytes.replace(at, stated.size(), unstated);
  write_text(path, bytes);
  EXPECT_EQ(resume(out("old"), 4).settings().init, "keras");
}

TEST_F(TrainingRuns, RejectResumingWithOtherClassesOrWithoutACheckpoint) {
  expect_error(TrainingRun::resume(out("none"), 0, pool_), ErrorKind::kNotFound, "none: holds no run to resume");
  run_whole(out("run"));
  fs::create_directories(folder_.file("photos/green"));
  fs::copy(folder_.file("photos/red/0.ppm"), folder_.file("photos/green/0.ppm"));
  write_text(folder_.file("photos/green/1.ppm"), "P6\n1 1\n255\nabc");
  expect_error(TrainingRun::resume(out("run"), 0, pool_), ErrorKind::kInvalidArgument, "other classes");
  fs::remove_all(folder_.file("photos"));
  expect_error(TrainingRun::resume(out("run"), 0, pool_), ErrorKind::kNotFound, "photos");
  fs::copy_file(folder_.file("run/best.safetensors"), folder_.file("run/last.safetensors"),
                fs::copy_options::overwrite_existing);
  expect_error(TrainingRun::resume(out("run"), 0, pool_), ErrorKind::kBadFormat, "not a checkpoint to resume from");
}

TEST_F(TrainingRuns, EndOnDivergence) {
  settings_.optimizer = "sgd";
  settings_.momentum = 0;
  settings_.learning_rate = 1e9;
  TrainingRun run = start(out("run"));
  std::optional<Diagnosis> diagnosis;
  while (!run.finished() && !diagnosis) {
    const auto step = run.step();
    ASSERT_TRUE(step);
    diagnosis = run.diagnose(*step);
    if (diagnosis || !step->ends_epoch) continue;
    ASSERT_TRUE(run.end_epoch());
  }
  ASSERT_TRUE(diagnosis);
  EXPECT_EQ(diagnosis->kind, Diagnosis::Kind::kDiverged);
  EXPECT_TRUE(run.finished());
}

TEST_F(TrainingRuns, KeepTheLastCheckpointOnAFullDisk) {
  run_whole(out("whole"));
  std::string before;
  {
    TrainingRun run = start(out("full"));
    run_steps(run, 7);
    before = content_of(folder_.file("full/last.safetensors"));
    ASSERT_TRUE(run.step()->ends_epoch);
    const FullDisk disk(before.size() / 2);
    // An epoch ends without a checkpoint if writing the last one took long.
    const auto end = run.end_epoch();
    ASSERT_TRUE(!end || !end->is_checkpoint_due);
    const Status saved = end ? run.save() : Status(std::unexpected(end.error()));
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().kind, ErrorKind::kUnreadable) << saved.error().message();
  }
  EXPECT_EQ(content_of(folder_.file("full/last.safetensors")), before);
  TrainingRun run = resume(out("full"));
  run_steps(run);
  expect_same_end("full", "whole");
}

TEST_F(TrainingRuns, LoadWeightsFromInitFile) {
  run_whole(out("first"));
  settings_.init_file = folder_.file("first/best.safetensors");
  settings_.freeze = {"conv"};
  TrainingRun run = start(out("second"));
  EXPECT_GT(run.plan().frozen_parameters, 0u);
  for (const LoadedTensor& loaded_tensor : run.plan().loaded)
    EXPECT_TRUE(loaded_tensor.loaded) << loaded_tensor.name << loaded_tensor.how.text;
  const auto first = read_model_file(settings_.init_file, pool_);
  ASSERT_TRUE(first);
  const auto same_as_first = [&](std::size_t i) {
    return std::ranges::equal(run.model().parameters[i].values.values(), first->parameters[i].values.values());
  };
  for (std::size_t i = 0; i < first->parameters.size(); ++i) EXPECT_TRUE(same_as_first(i)) << first->parameters[i].name;
  run_steps(run, 2);
  EXPECT_TRUE(same_as_first(0)) << "conv1 is frozen";
  EXPECT_FALSE(same_as_first(first->parameters.size() - 2)) << "the last layer is trained";
}

TEST_F(TrainingRuns, ReportLoadedTensors) {
  run_whole(out("first"));
  settings_.init_file = folder_.file("first/best.safetensors");
  settings_.width = 0.1;  // conv1 has 8 channels in both
  EXPECT_TRUE(std::ranges::any_of(start(out("wider")).plan().loaded, [](const LoadedTensor& a) { return !a.loaded; }));
  settings_.width = 0.05;
  settings_.init_file = folder_.file("none.safetensors");
  expect_error(TrainingRun::start(settings_, out("no"), pool_), ErrorKind::kNotFound, "none.safetensors");
  settings_.init_file = folder_.file("photos/red/0.ppm");
  expect_error(TrainingRun::start(settings_, out("no"), pool_), ErrorKind::kBadFormat, "0.ppm");
  const float number = 0;
  TensorMap stranger;
  stranger.tensors["features.0.weight"] = {
      .type = ElementType::kF32, .shape = {1}, .bytes = {reinterpret_cast<const std::uint8_t*>(&number), sizeof number}};
  settings_.init_file = folder_.file("stranger.safetensors");
  ASSERT_TRUE(write_safetensors(settings_.init_file, stranger));
  expect_error(TrainingRun::start(settings_, out("no"), pool_), ErrorKind::kWrongShape, "no tensor that fits");
}

TEST_F(TrainingRuns, SkipUnreadablePhotos) {
  const std::string broken = folder_.file("photos/red/broken.jpg");
  write_text(broken, "\xFF\xD8\xFF\xE0 no more of it");
  TrainingRun run = start(out("run"));
  run_steps(run);
  EXPECT_EQ(run.history().size(), 3u);
  std::string reported;
  for (const UnreadablePhoto& photo : run.unreadable()) reported += photo.name + photo.reason;
  for (const RefusedPhoto& photo : run.photos().refused) reported += photo.path + photo.reason.text;
  EXPECT_NE(reported.find("broken.jpg"), std::string::npos) << reported;
}

#endif

}  // namespace
}  // namespace alexnet
