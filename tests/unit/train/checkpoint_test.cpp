#include "train/checkpoint.h"

#include <gtest/gtest.h>

#include <limits>

#include "formats/safetensors.h"
#include "tiny_training.h"

#ifndef __EMSCRIPTEN__
#include "support/full_disk.h"
#include "support/temporary_folder.h"
#endif

namespace alexnet {
namespace {

using namespace testing;

// Reads a model file with additional metadata.
Result<Checkpoint> read_model_with(const std::map<std::string, std::string>& metadata) {
  const ThreadPool pool(1);
  const auto model = initialize(narrow_spec(), Initialization::kKeras, 7, pool);
  TensorMap map = tensors_from_model(*model);
  for (const auto& [key, value] : metadata) map.metadata[key] = value;
  return read_checkpoint(*to_safetensors(map), pool);
}

void expect_bad_format(const Result<Checkpoint>& checkpoint, const std::string& words) {
  ASSERT_FALSE(checkpoint) << words;
  EXPECT_EQ(checkpoint.error().kind, ErrorKind::kBadFormat);
  EXPECT_NE(checkpoint.error().message().find(words), std::string::npos) << checkpoint.error().message();
}

const std::string kRun =
    R"({"step":7,"epoch":1,"batch":2,"epoch_loss_sum":0.5,"epoch_correct":3,"epoch_images":4,"epoch_with_class":4,"plateau_best":null,)"
    R"("plateau_waited":1,"plateau_factor":0.1,"optimizer_steps":7,"early_patience":2,"early_min_delta":0,"early_higher":false,)"
    R"("early_best":null,"early_best_epoch":0,"early_waited":1,"seconds":1.5,"epoch_seconds":0.25})";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

TEST(Checkpoint, RejectsPlainModelFile) { expect_bad_format(read_model_with({}), "the file is a model, not a checkpoint"); }

TEST(Checkpoint, RejectsADamagedRecord) {
  const std::string history = "[]";
  EXPECT_TRUE(read_model_with({{"training_run", kRun}, {"history", history}}));
  expect_bad_format(read_model_with({{"training_run", kRun}}), "history");
  expect_bad_format(read_model_with({{"training_run", kRun}, {"history", "{}"}}), "history");
  for (const char* not_an_object : {"", "{", "[]", "7", "null"})
    expect_bad_format(read_model_with({{"training_run", not_an_object}, {"history", history}}), "expected a JSON object");
  const std::pair<std::string, std::string> damages[] = {{R"("step":7,)", ""},
                                                         {R"("step":7)", R"("step":-7)"},
                                                         {R"("step":7)", R"("step":7.5)"},
                                                         {R"("batch":2)", R"("batch":"2")"},
                                                         {R"("early_higher":false)", R"("early_higher":0)"},
                                                         {R"("seconds":1.5)", R"("seconds":null)"},
                                                         {R"("plateau_best":null,)", ""}};
  for (const auto& [what, with] : damages) {
    const std::string name = what.substr(0, what.find(':'));
    expect_bad_format(read_model_with({{"training_run", replaced(kRun, what, with)}, {"history", history}}), name);
  }
}

#ifndef __EMSCRIPTEN__

const OptimizerOptions kAdam = {};
const OptimizerOptions kMomentum = {.kind = OptimizerOptions::Kind::kSgd};
const OptimizerOptions kPlain = {.kind = OptimizerOptions::Kind::kSgd, .momentum = 0};

TrainerFixture fixture_with(const OptimizerOptions& optimizer) {
  return TrainerFixture({.photos = 24, .trainer = {.optimizer = optimizer, .learning_rate = 0.002}});
}

RunState run_of(const TrainerFixture& fixture) {
  return {.progress = fixture.trainer->progress(), .optimizer_steps = fixture.trainer->optimizer().steps()};
}

Result<Checkpoint> read(const std::string& path, const ThreadPool& pool) { return read_checkpoint(*map_file(path), pool); }

void expect_same_run(const RunState& found, const RunState& expected) {
  const TrainerProgress &f = found.progress, &e = expected.progress;
  EXPECT_EQ(f.step, e.step);
  EXPECT_EQ(f.position, e.position);
  EXPECT_EQ(f.epoch_loss_sum, e.epoch_loss_sum);
  EXPECT_EQ(f.epoch_correct, e.epoch_correct);
  EXPECT_EQ(f.epoch_images, e.epoch_images);
  EXPECT_EQ(f.epoch_with_class, e.epoch_with_class);
  EXPECT_EQ(f.plateau.best, e.plateau.best);
  EXPECT_EQ(f.plateau.epochs_without_improvement, e.plateau.epochs_without_improvement);
  EXPECT_EQ(f.plateau.factor, e.plateau.factor);
  EXPECT_EQ(found.optimizer_steps, expected.optimizer_steps);
  EXPECT_EQ(found.early_stopping.patience, expected.early_stopping.patience);
  EXPECT_EQ(found.early_stopping.min_delta, expected.early_stopping.min_delta);
  EXPECT_EQ(found.early_stopping.better, expected.early_stopping.better);
  EXPECT_TRUE(found.early_stopping.best == expected.early_stopping.best ||
              (std::isnan(found.early_stopping.best) && std::isnan(expected.early_stopping.best)));
  EXPECT_EQ(found.early_stopping.best_epoch, expected.early_stopping.best_epoch);
  EXPECT_EQ(found.early_stopping.epochs_without_improvement, expected.early_stopping.epochs_without_improvement);
  EXPECT_EQ(found.history, expected.history);
  EXPECT_EQ(found.seconds, expected.seconds);
  EXPECT_EQ(found.epoch_seconds, expected.epoch_seconds);
  EXPECT_EQ(found.settings, expected.settings);
}

TEST(Checkpoint, StoresTheWholeStateOfARun) {
  const TemporaryFolder folder;
  const TrainerFixture fixture = fixture_with(kPlain);
  const RunState fresh;  // its best values are infinity and NaN
  RunState old = {.progress = {.step = 1ull << 40,
                               .position = {.epoch = 12, .batch = 3},
                               .epoch_loss_sum = 1.0 / 3,
                               .epoch_correct = 5,
                               .epoch_images = 9,
                               .epoch_with_class = 8,
                               .plateau = {.best = 0.1, .epochs_without_improvement = 4, .factor = 1e-3}},
                  .optimizer_steps = 77,
                  .early_stopping = {.patience = 6, .min_delta = 1e-4, .better = EarlyStopping::Better::kHigher},
                  .seconds = 0.7,
                  .epoch_seconds = 1.0 / 7,
                  .settings = R"({"data":"ü"})"};
  old.early_stopping.best = 2.0 / 3;
  old.early_stopping.best_epoch = 11;
  old.early_stopping.epochs_without_improvement = 1;
  old.history = {{.epoch = 0, .loss = 0.1, .accuracy = 2.0 / 3, .learning_rate = 1e-7, .images_per_second = 3.3, .seconds = 9},
                 {.epoch = 1, .loss = 0.2, .val_loss = 1.0 / 7, .val_accuracy = 0.5}};
  for (const RunState& run : {fresh, old}) {
    ASSERT_TRUE(write_checkpoint(folder.file("f"), fixture.network->model(), fixture.trainer->optimizer(), run));
    const auto checkpoint = read(folder.file("f"), fixture.pool);
    ASSERT_TRUE(checkpoint) << checkpoint.error().message();
    expect_same_run(checkpoint->run, run);
    EXPECT_TRUE(checkpoint->model.provenance.empty()) << "what belongs to the run is not handed on with the model";
  }
}

// Stops in the middle of an epoch, so that its sums and the position among the photos are tested too.
TEST(Checkpoint, ResumesBitForBit) {
  const TemporaryFolder folder;
  for (const OptimizerOptions& optimizer : {kAdam, kMomentum, kPlain}) {
    TrainerFixture whole = fixture_with(optimizer);
    whole.steps(4);
    ASSERT_TRUE(write_checkpoint(folder.file("f"), whole.network->model(), whole.trainer->optimizer(), run_of(whole)));
    whole.steps(3);

    const auto checkpoint = read(folder.file("f"), whole.pool);
    ASSERT_TRUE(checkpoint) << checkpoint.error().message();
    TrainerFixture second = fixture_with(optimizer);
    second.steps(1);  // is discarded by resuming
    for (const Parameter& parameter : checkpoint->model.parameters)
      std::ranges::copy(parameter.values.values(), second.parameter(parameter.name).begin());
    ASSERT_TRUE(second.network->weights_changed());
    ASSERT_TRUE(restore_optimizer(*checkpoint, second.trainer->optimizer()));
    second.trainer->resume(checkpoint->run.progress);
    second.steps(3);
    EXPECT_EQ(second.weights(), whole.weights());
    EXPECT_EQ(second.optimizer_state(), whole.optimizer_state());
    EXPECT_EQ(second.trainer->optimizer().steps(), whole.trainer->optimizer().steps());
    EXPECT_EQ(second.trainer->progress().epoch_loss_sum, whole.trainer->progress().epoch_loss_sum);
  }
}

TEST(Checkpoint, OpensAsAModel) {
  const TemporaryFolder folder;
  TrainerFixture fixture = fixture_with(kAdam);
  fixture.steps(1);
  ASSERT_TRUE(write_checkpoint(folder.file("f"), fixture.network->model(), fixture.trainer->optimizer(), run_of(fixture)));
  auto file = read_safetensors(*map_file(folder.file("f")));
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->tensors.contains("optimizer.m"));
  EXPECT_TRUE(file->tensors.contains("optimizer.v"));
  const auto model = model_from_tensors(*std::move(file), fixture.pool);
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_TRUE(std::ranges::equal(model->parameters[0].values.values(), fixture.parameter("conv1.weight")));
}

TEST(Checkpoint, RejectsAnotherOptimizer) {
  const TemporaryFolder folder;
  const TrainerFixture fixture = fixture_with(kMomentum);
  ASSERT_TRUE(write_checkpoint(folder.file("f"), fixture.network->model(), fixture.trainer->optimizer(), run_of(fixture)));
  const auto checkpoint = read(folder.file("f"), fixture.pool);
  ASSERT_TRUE(checkpoint);
  const std::size_t parameters = fixture.network->weights().size();
  for (const auto& [options, count] : {std::pair(kAdam, parameters), {kPlain, parameters}, {kMomentum, parameters - 16}}) {
    auto optimizer = Optimizer::create(options, {{.count = count}}, count);
    ASSERT_TRUE(optimizer);
    const Status restored = restore_optimizer(*checkpoint, *optimizer);
    ASSERT_FALSE(restored) << count;
    EXPECT_EQ(restored.error().kind, ErrorKind::kWrongShape);
    EXPECT_EQ(optimizer->steps(), 0u);
  }
}

TEST(Checkpoint, RemainsReadableAfterItsFileIsReplaced) {
  const TemporaryFolder folder;
  TrainerFixture fixture = fixture_with(kMomentum);
  const auto save = [&] {
    return write_checkpoint(folder.file("f"), fixture.network->model(), fixture.trainer->optimizer(), run_of(fixture));
  };
  ASSERT_TRUE(save());
  const auto checkpoint = read(folder.file("f"), fixture.pool);
  ASSERT_TRUE(checkpoint);
  const std::vector<float> before(fixture.parameter("fc9.weight").begin(), fixture.parameter("fc9.weight").end());
  fixture.steps(2);
  ASSERT_TRUE(save());
  for (const Parameter& parameter : checkpoint->model.parameters) {
    if (parameter.name != "fc9.weight") continue;
    EXPECT_TRUE(std::ranges::equal(parameter.values.values(), before));
  }
  ASSERT_TRUE(restore_optimizer(*checkpoint, fixture.trainer->optimizer()));
  const std::vector<float> speed = fixture.optimizer_state()[0];
  EXPECT_EQ(speed, std::vector<float>(speed.size(), 0.0f)) << "that of before the first step";
}

TEST(Checkpoint, KeepsThePreviousFileOnAFullDisk) {
  const TemporaryFolder folder;
  TrainerFixture fixture = fixture_with(kAdam);
  const auto save = [&] {
    return write_checkpoint(folder.file("f"), fixture.network->model(), fixture.trainer->optimizer(), run_of(fixture));
  };
  ASSERT_TRUE(save());
  const std::string before = content_of(folder.file("f"));
  fixture.steps(1);
  {
    const FullDisk full(before.size() / 2);
    const Status saved = save();
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().kind, ErrorKind::kUnreadable);
  }
  EXPECT_EQ(content_of(folder.file("f")), before);
  EXPECT_TRUE(save()) << "as soon as there is room again";
  EXPECT_NE(content_of(folder.file("f")), before);
}

#endif

}  // namespace
}  // namespace alexnet
