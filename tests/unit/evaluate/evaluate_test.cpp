#include "evaluate/evaluate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "model/alexnet.h"
#include "model/init.h"
#include "support/pattern_photos.h"

namespace alexnet {
namespace {

using testing::PatternPhotos;

const std::vector<std::string> kAnimals = {"cat", "dog", "<ship>"};

// An input larger than the crop's leaves space for ten different views.
InferenceNetwork make_evaluated(const ThreadPool& pool, const std::vector<std::string>& labels = kAnimals) {
  auto model = initialize(*make_spec("paper", {.classes = 3, .width = 0.1}), Initialization::kKeras, 4, pool);
  model->labels = labels;
  auto classifier = InferenceNetwork::create(std::move(*model), pool);
  EXPECT_TRUE(classifier) << classifier.error().message();
  return std::move(*classifier);
}

// What the network says of the window of side `input` at (x, y) of the photo's `resize` square, told without ten_crops.
std::vector<float> probabilities_at(InferenceNetwork& classifier, const Image& photo, std::size_t x, std::size_t y,
                                    bool is_mirrored) {
  Preprocessing preprocessing = classifier.model().spec.preprocessing;
  const std::size_t side = preprocessing.input;
  preprocessing.input = preprocessing.resize;
  const Image whole = *crop_to_input(photo, preprocessing);
  Image window{side, side, std::vector<std::uint8_t>(side * side * 3)};
  for (std::size_t row = 0; row < side; ++row)
    for (std::size_t column = 0; column < side; ++column)
      for (std::size_t c = 0; c < 3; ++c)
        window.row(row)[column * 3 + c] = whole.row(y + row)[(x + (is_mirrored ? side - 1 - column : column)) * 3 + c];
  to_tensor(window, preprocessing, classifier.input(0));
  EXPECT_TRUE(classifier.run());
  return {classifier.probabilities(0).begin(), classifier.probabilities(0).end()};
}

TEST(Evaluate, EqualsClassifyingEachPhoto) {
  const ThreadPool pool(2);
  InferenceNetwork classifier = make_evaluated(pool);
  const PatternPhotos photos(kAnimals, 13);
  std::size_t last = 0;
  const auto evaluation =
      evaluate(classifier, photos, pool, {.batch = 4, .progress = [&](std::size_t done, std::size_t) { last = done; }});
  ASSERT_TRUE(evaluation) << evaluation.error().message();
  EXPECT_EQ(last, 13u);
  ASSERT_EQ(evaluation->predictions.size(), 13u);
  ASSERT_TRUE(classifier.set_batch(1));
  double loss = 0;
  for (std::size_t i = 0; i < 13; ++i) {
    const Preprocessing& preprocessing = classifier.model().spec.preprocessing;
    to_tensor(*crop_to_input(*photos.load(i), preprocessing), preprocessing, classifier.input(0));
    ASSERT_TRUE(classifier.run());
    const auto probabilities = classifier.probabilities(0);
    const PhotoPrediction& prediction = evaluation->predictions[i];
    EXPECT_EQ(prediction.photo, i);
    EXPECT_EQ(prediction.label, i % 3);
    EXPECT_EQ(prediction.predicted, static_cast<std::size_t>(std::ranges::max_element(probabilities) - probabilities.begin()));
    EXPECT_NEAR(prediction.label_probability, probabilities[i % 3], 1e-5);
    EXPECT_NEAR(prediction.probability, probabilities[prediction.predicted], 1e-5);
    loss -= std::log(static_cast<double>(probabilities[i % 3])) / 13;
  }
  EXPECT_NEAR(evaluation->metrics.loss, loss, 1e-4);
}

TEST(Evaluate, AveragesTenCrops) {
  const ThreadPool pool(2);
  InferenceNetwork classifier = make_evaluated(pool);
  const PatternPhotos photos(kAnimals, 4);
  const auto evaluation = evaluate(classifier, photos, pool, {.crops = 10});
  ASSERT_TRUE(evaluation) << evaluation.error().message();
  ASSERT_TRUE(classifier.set_batch(1));
  const Preprocessing& preprocessing = classifier.model().spec.preprocessing;
  const std::size_t margin = preprocessing.resize - preprocessing.input;
  ASSERT_GT(margin, 0u);
  for (const PhotoPrediction& prediction : evaluation->predictions) {
    double sum = 0;
    const Image photo = *photos.load(prediction.photo);
    for (const auto& [x, y] :
         {std::pair(std::size_t{0}, std::size_t{0}), {margin, 0}, {0, margin}, {margin, margin}, {margin / 2, margin / 2}})
      for (const bool is_mirrored : {false, true})
        sum += static_cast<double>(probabilities_at(classifier, photo, x, y, is_mirrored)[prediction.label]);
    EXPECT_NEAR(prediction.label_probability, sum / 10, 1e-5);
  }
}

TEST(Evaluate, MatchesClassesByName) {
  const ThreadPool pool(1);
  InferenceNetwork classifier = make_evaluated(pool, {"dog", "<ship>", "cat"});
  const auto evaluation = evaluate(classifier, PatternPhotos(kAnimals, 6), pool, {});
  ASSERT_TRUE(evaluation);
  EXPECT_EQ(evaluation->classes, (std::vector<std::string>{"dog", "<ship>", "cat"}));
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(evaluation->predictions[i].label, (i + 2) % 3);
}

TEST(Evaluate, UsesTheClassNamesOfThePhotosWithoutLabels) {
  const ThreadPool pool(1);
  InferenceNetwork classifier = make_evaluated(pool, {});
  EXPECT_EQ(evaluate(classifier, PatternPhotos(kAnimals, 3), pool, {})->classes, kAnimals);
}

TEST(Evaluate, ErrorNamesAnUnknownClass) {
  const ThreadPool pool(1);
  InferenceNetwork classifier = make_evaluated(pool);
  const auto evaluation = evaluate(classifier, PatternPhotos({"cat", "zebra"}, 2), pool, {});
  ASSERT_FALSE(evaluation);
  EXPECT_EQ(evaluation.error().kind, ErrorKind::kWrongShape);
  EXPECT_NE(evaluation.error().what.find("\"zebra\""), std::string::npos);
}

TEST(Evaluate, SkipsUnreadablePhotos) {
  const ThreadPool pool(2);
  InferenceNetwork classifier = make_evaluated(pool);
  const auto all = evaluate(classifier, PatternPhotos(kAnimals, 9), pool, {.batch = 4});
  const auto some = evaluate(classifier, PatternPhotos(kAnimals, 9, {0, 5, 8}), pool, {.batch = 4});
  ASSERT_TRUE(all && some);
  ASSERT_EQ(some->refused.size(), 3u);
  EXPECT_EQ(some->refused[0].path, "photos/<0>.jpg");
  EXPECT_EQ(some->refused[0].reason.text, "is cut short");
  EXPECT_EQ(some->metrics.count, 6u);
  for (const PhotoPrediction& prediction : some->predictions)
    EXPECT_EQ(prediction.probability, all->predictions[prediction.photo].probability) << "the others are as they were";
}

TEST(Evaluate, RejectsAnEmptySource) {
  const ThreadPool pool(1);
  InferenceNetwork classifier = make_evaluated(pool);
  EXPECT_EQ(evaluate(classifier, PatternPhotos(kAnimals, 0), pool, {}).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(evaluate(classifier, PatternPhotos(kAnimals, 2, {0, 1}), pool, {}).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(evaluate(classifier, PatternPhotos(kAnimals, 2), pool, {.crops = 5}).error().kind, ErrorKind::kInvalidArgument);
}

TEST(Evaluate, DoesNotDependOnBatchOrThreads) {
  const ThreadPool one(1), two(2);
  InferenceNetwork first = make_evaluated(one), second = make_evaluated(two);
  const PatternPhotos photos(kAnimals, 7);
  const auto a = evaluate(first, photos, one, {.batch = 1}), b = evaluate(second, photos, two, {.batch = 64});
  ASSERT_TRUE(a && b);
  for (std::size_t i = 0; i < 7; ++i) EXPECT_NEAR(a->predictions[i].probability, b->predictions[i].probability, 1e-5);
  EXPECT_EQ(a->metrics.confusion, b->metrics.confusion);
}

TEST(Evaluate, JsonCountsAreConsistent) {
  const ThreadPool pool(1);
  InferenceNetwork classifier = make_evaluated(pool, {"cat", "dog", "\xFF"});
  const auto evaluation = evaluate(classifier, PatternPhotos({"cat", "dog"}, 9, {2}), pool, {});
  ASSERT_TRUE(evaluation) << evaluation.error().message();
  const auto json = nlohmann::json::parse(to_json(*evaluation), nullptr, false);
  ASSERT_FALSE(json.is_discarded());
  EXPECT_EQ(json["count"], 8);
  EXPECT_EQ(json["refused"].size(), 1u);
  EXPECT_TRUE(json["classes"][2]["top1"].is_null()) << "a class without photos";
  std::uint64_t right = 0, all = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    std::uint64_t row = 0;
    for (std::size_t j = 0; j < 3; ++j) row += json["confusion"][i][j].get<std::uint64_t>();
    EXPECT_EQ(json["classes"][i]["count"], row);
    right += json["confusion"][i][i].get<std::uint64_t>();
    all += row;
  }
  EXPECT_EQ(all, 8u);
  EXPECT_DOUBLE_EQ(json["top1"], static_cast<double>(right) / 8);
  EXPECT_EQ(json["top5"], 1.0) << "of three classes";
}

TEST(WorstConfusions, AreTheMostFrequentOnes) {
  Evaluation evaluation;
  evaluation.classes = {"cat", "dog", "fox"};
  evaluation.metrics.classes = {{.count = 10}, {.count = 20}, {.count = 5}};
  evaluation.metrics.confusion = {6, 3, 1, 3, 14, 3, 0, 0, 5};  // [label][predicted]
  const std::vector<Confusion> worst = worst_confusions(evaluation, 3);
  ASSERT_EQ(worst.size(), 3u);
  EXPECT_EQ(std::pair(worst[0].label, worst[0].predicted), std::pair(std::size_t{0}, std::size_t{1})) << "3 of 10";
  EXPECT_EQ(std::pair(worst[1].label, worst[1].predicted), std::pair(std::size_t{1}, std::size_t{0})) << "3 of 20";
  EXPECT_EQ(std::pair(worst[2].count, worst[2].of), std::pair(std::uint64_t{3}, std::uint64_t{20}));
  EXPECT_EQ(worst_confusions(evaluation, 99).size(), 4u);
}

}  // namespace
}  // namespace alexnet
