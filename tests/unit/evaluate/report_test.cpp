#include "evaluate/report.h"

#include <gtest/gtest.h>

#include "evaluate/report_page.h"
#include "image/decode.h"
#include "model/alexnet.h"
#include "model/init.h"
#include "support/count_occurrences.h"
#include "support/pattern_photos.h"

#ifndef __EMSCRIPTEN__
#include "support/temporary_folder.h"
#endif

namespace alexnet {
namespace {

using testing::PatternPhotos;

// Of `classes` classes, each with one photo taken for each class.
ReportContent full_matrix(std::size_t classes) {
  ReportContent content{.model = "m.safetensors", .data = "d/", .set = "all", .variant = "keras"};
  content.evaluation.metrics = Metrics(classes, 0).result();
  for (std::size_t label = 0; label < classes; ++label) {
    content.evaluation.classes.push_back("class " + std::to_string(label));
    content.evaluation.metrics.classes[label].count = classes;
    content.evaluation.metrics.classes[label].top1 = 1;
    for (std::size_t predicted = 0; predicted < classes; ++predicted)
      content.cells.push_back({label, predicted, 1, {{"data:,", "photo.jpg", label, predicted, 0.5f}}});
  }
  return content;
}

TEST(ConfusionSection, HasAButtonAndPhotosForEachCell) {
  const std::string html = confusion_section(full_matrix(3));
  EXPECT_EQ(count_occurrences(html, "<button"), 9u);
  EXPECT_EQ(count_occurrences(html, "<template"), 9u);
  for (std::size_t label = 0; label < 3; ++label)
    for (std::size_t predicted = 0; predicted < 3; ++predicted) {
      const std::string id = std::to_string(label) + "-" + std::to_string(predicted);
      EXPECT_EQ(count_occurrences(html, "data-cell=" + id + " "), 1u) << id;
      EXPECT_EQ(count_occurrences(html, "id=cell-" + id + ">"), 1u) << id;
    }
  EXPECT_EQ(count_occurrences(html, "class 0 classified as class 2: 1 photo\""), 2u) << "as a tooltip and for screen readers";
}

TEST(ConfusionSection, ListsPairsAboveTheMatrixLimit) {
  const std::string html = confusion_section(full_matrix(kMaxMatrixClasses + 1));
  EXPECT_EQ(count_occurrences(html, "<table"), 0u);
  EXPECT_EQ(count_occurrences(html, "<li><button"), 60u);
}

TEST(ConfusionSection, LeavesOutClassesWithoutPhotos) {
  ReportContent content = full_matrix(3);
  std::erase_if(content.cells, [](const ReportCell& cell) { return cell.label == 1 || cell.predicted == 1; });
  const std::string html = confusion_section(content);
  EXPECT_EQ(count_occurrences(html, "class 1"), 0u);
  EXPECT_EQ(count_occurrences(html, "scope=row"), 2u);
}

TEST(ConfusionSection, CountsOmittedPhotos) {
  ReportContent content = full_matrix(2);
  content.cells[1].count = 30;
  EXPECT_EQ(count_occurrences(confusion_section(content), "and 29 more"), 1u);
}

TEST(ReportPage, EscapesClassAndFileNames) {
  ReportContent content = full_matrix(2);
  content.evaluation.classes[0] = "<img src=x onerror=alert(1)>";
  content.evaluation.classes[1] = "größe \"&\"";
  content.model = "a/<b>.safetensors";
  content.evaluation.refused.push_back({"</script>", RefusedPhoto::Cause::kCorrupt, {.text = "<i>"}});
  content.mistakes.push_back({"data:,", "\"><u>", 0, 1, 0.5f});
  content.samples.push_back({"data:,", "'><u>", 1, 0, 0.5f});
  const std::string html = report_page(content);
  EXPECT_EQ(count_occurrences(html, "<img src=x"), 0u);
  EXPECT_EQ(count_occurrences(html, "<u>"), 0u);
  EXPECT_EQ(count_occurrences(html, "<i>"), 0u);
  EXPECT_EQ(count_occurrences(html, "</script>"), 1u) << "its own";
  EXPECT_GT(count_occurrences(html, "größe &quot;&amp;&quot;"), 0u);
}

TEST(ReportPage, PlotsTheTrainingHistory) {
  ReportContent content = full_matrix(2);
  EXPECT_EQ(count_occurrences(report_page(content), ">Training</h2>"), 0u);
  content.history = {{.epoch = 0, .loss = 2, .accuracy = 0.5, .learning_rate = 0.01, .val_loss = 2.5, .val_accuracy = 0.4},
                     {.epoch = 1, .loss = 1, .accuracy = 0.75, .learning_rate = 0.01}};
  const std::string html = report_page(content);
  EXPECT_EQ(count_occurrences(html, ">Training</h2>"), 1u);
  EXPECT_EQ(count_occurrences(html, "validation, epoch 0: 40.0 %"), 1u);
  EXPECT_EQ(count_occurrences(html, "training, epoch 1: 1<"), 1u);
}

#ifndef __EMSCRIPTEN__

using testing::content_of;
using testing::TemporaryFolder;

const std::vector<std::string> kNames = {"cat", "dog", "<ship>"};

struct Case {
  ThreadPool pool{2};
  InferenceNetwork classifier;
  PatternPhotos photos;
  Evaluation evaluation;

  explicit Case(std::size_t size) : classifier(make()), photos(kNames, size) {
    auto result = evaluate(classifier, photos, pool, {});
    EXPECT_TRUE(result) << result.error().message();
    evaluation = std::move(*result);
  }
  InferenceNetwork make() {
    auto model = initialize(*make_spec("keras", {.classes = 3, .width = 0.05}), Initialization::kKeras, 4, pool);
    model->labels = kNames;
    model->provenance["history"] = R"([{"epoch":0,"loss":1,"accuracy":0.5}])";
    return std::move(*InferenceNetwork::create(std::move(*model), pool));
  }
  Status write(const std::string& folder, const ReportOptions& options) {
    return write_report(folder, classifier.model(), evaluation, photos, pool, options);
  }
};

TEST(Report, WritesIndexHtmlAndGridPng) {
  const TemporaryFolder folder;
  Case one(20);
  const Status written = one.write(folder.file("a/report"), {.model = "m", .data = "d"});
  ASSERT_TRUE(written) << written.error().message();
  const std::string html = content_of(folder.file("a/report/index.html"));
  EXPECT_TRUE(html.starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(html.ends_with("</html>\n"));
  EXPECT_EQ(count_occurrences(html, ">Training</h2>"), 1u) << "of the model's provenance";
  const std::string png = content_of(folder.file("a/report/grid.png"));
  const auto grid = decode({reinterpret_cast<const std::uint8_t*>(png.data()), png.size()});
  ASSERT_TRUE(grid) << grid.error().message();
  EXPECT_GT(grid->width, 4 * 224u);
}

TEST(Report, IsSelfContained) {
  const TemporaryFolder folder;
  Case one(20);
  ASSERT_TRUE(one.write(folder.path(), {.model = "m", .data = "d"}));
  const std::string html = content_of(folder.file("index.html"));
  EXPECT_EQ(count_occurrences(html, "http:"), 0u);
  EXPECT_EQ(count_occurrences(html, "https:"), 0u);
  EXPECT_EQ(count_occurrences(html, "<link"), 0u);
  EXPECT_EQ(count_occurrences(html, "@import"), 0u);
  EXPECT_EQ(count_occurrences(html, "url("), 0u);
  EXPECT_EQ(count_occurrences(html, "src=\""), count_occurrences(html, "src=\"data:image/jpeg;base64,"));
  EXPECT_GT(count_occurrences(html, "src=\""), 20u);
}

TEST(Report, RespectsThePhotoLimit) {
  const TemporaryFolder folder;
  Case one(40);
  const std::size_t outside_cells = one.evaluation.metrics.mistakes.size() + 8;
  for (const std::size_t most : {0, 3, 2400}) {
    ASSERT_TRUE(one.write(folder.path(), {.photos_per_cell = 2, .max_photos = most}));
    const std::string html = content_of(folder.file("index.html"));
    const std::size_t in_cells = count_occurrences(html, "src=\"data:") - outside_cells;
    EXPECT_LE(in_cells, most);
    std::size_t expected = 0;
    for (const std::uint64_t cell : one.evaluation.metrics.confusion)
      expected += static_cast<std::size_t>(std::min<std::uint64_t>(cell, 2));
    EXPECT_EQ(in_cells, std::min(most, expected));
  }
}

TEST(Report, IsDeterministic) {
  const TemporaryFolder folder;
  Case one(20);
  ASSERT_TRUE(one.write(folder.file("a"), {}) && one.write(folder.file("b"), {}) && one.write(folder.file("c"), {.seed = 1}));
  EXPECT_EQ(content_of(folder.file("a/index.html")), content_of(folder.file("b/index.html")));
  EXPECT_EQ(content_of(folder.file("a/grid.png")), content_of(folder.file("b/grid.png")));
  EXPECT_NE(content_of(folder.file("a/grid.png")), content_of(folder.file("c/grid.png"))) << "another seed, other samples";
}

TEST(Report, ReportsWriteErrors) {
  const TemporaryFolder folder;
  testing::write_text(folder.file("f"), "x");
  EXPECT_EQ(Case(3).write(folder.file("f"), {}).error().kind, ErrorKind::kUnreadable);
}

#endif

}  // namespace
}  // namespace alexnet
