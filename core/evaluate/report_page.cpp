#include "evaluate/report_page.h"

#include <algorithm>
#include <cmath>

#include "base/path.h"
#include "evaluate/charts.h"
#include "evaluate/markup.h"
#include "evaluate/report_style.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxRefusedShown = 200;

// ---- Metrics --------------------------------------------------------------------------------------------------------------

struct Interval {
  double low = 0, high = 0;
};

// The 95 % confidence interval of a share of `count` photos (Wilson, "Probable inference …", JASA 1927).
Interval wilson(double share, std::uint64_t count) {
  constexpr double kZ = 1.959964;
  const auto n = static_cast<double>(count);
  const double center = share + kZ * kZ / (2 * n);
  const double half_width = kZ * std::sqrt(share * (1 - share) / n + kZ * kZ / (4 * n * n));
  return {(center - half_width) / (1 + kZ * kZ / n), (center + half_width) / (1 + kZ * kZ / n)};
}

std::string number(const char* name, const std::string& value, const std::string& note) {
  return str_cat("<div class=card><dt>", name, "</dt><dd>", value, "</dd><small>", note, "</small></div>\n");
}

std::string numbers(const ReportContent& content) {
  const MetricsResult& metrics = content.evaluation.metrics;
  const Interval interval = wilson(metrics.top1, metrics.count);
  std::string html = "<dl class=numbers>\n";
  html +=
      number("Top-1", percent(metrics.top1), str_cat("95 % interval ", percent(interval.low), " to ", percent(interval.high)));
  if (metrics.classes.size() > 5) html += number("Top-5", percent(metrics.top5), "among the five most likely classes");
  html += number("Photos", str_cat(metrics.count), str_cat("in ", metrics.classes.size(), " classes"));
  html += number("Loss", decimal(metrics.loss, 3),
                 str_cat("random guessing: ", decimal(std::log(static_cast<double>(metrics.classes.size())), 3)));
  html += number("Calibration error", percent(metrics.calibration_error), "mean gap between probability and accuracy");
  return html + "</dl>\n";
}

std::string title(const ReportContent& content) {
  return str_cat(escape_html(basename(content.model)), " on ", escape_html(basename(content.data)));
}

std::string photo_notices(const std::vector<Notice>& notices) {
  std::string html;
  for (const Notice& notice : notices) html += str_cat("<p>", escape_html(notice.text), "</p>\n");
  return html;
}

std::string page_header(const ReportContent& content) {
  const Evaluation& evaluation = content.evaluation;
  return str_cat("<header><h1>", title(content), "</h1><p>", escape_html(content.data), ", ", escape_html(content.set),
                 " photos; ", escape_html(content.variant), " variant, ", evaluation.crops == 1 ? "one crop" : "ten crops",
                 " of each, ", decimal(evaluation.images_per_second(), 0), " photos per second</p></header>\n");
}

// ---- Photos ---------------------------------------------------------------------------------------------------------------

std::string samples(const ReportContent& content) {
  if (content.samples.empty()) return {};
  std::string html =
      "<section><h2>Sample photos</h2><p class=muted>Blue: the prediction is correct. Red: it is "
      "wrong.</p><div class=samples>\n";
  for (const ReportPhoto& photo : content.samples) {
    const bool is_right = photo.label == photo.predicted;
    html += str_cat("<figure class=", is_right ? "is-right" : "is-wrong", "><img src=\"", photo.image_url, "\" alt=\"",
                    class_name(content, photo.label), "\" title=\"", escape_html(photo.name),
                    "\" width=224 height=224><figcaption><b>", is_right ? "✓ " : "✗ ", class_name(content, photo.predicted),
                    "</b> ", percent(photo.probability));
    if (!is_right) html += str_cat("<br>actual: ", class_name(content, photo.label));
    html += "</figcaption></figure>\n";
  }
  return html + "</div></section>\n";
}

std::string worst_mistakes(const ReportContent& content) {
  if (content.mistakes.empty()) return "<section><h2>The worst mistakes</h2><p>There are none.</p></section>\n";
  std::string html =
      "<section><h2>The worst mistakes</h2><p class=muted>Wrong predictions with the highest probability. Some "
      "photos may be in the wrong folder.</p><div class=worst>\n";
  for (const ReportPhoto& photo : content.mistakes)
    html += str_cat("<figure><img src=\"", photo.image_url, "\" alt=\"", class_name(content, photo.label),
                    "\" width=160 height=160><figcaption><b>", class_name(content, photo.label),
                    "</b>, classified as <b class=is-wrong>", class_name(content, photo.predicted), "</b> ",
                    percent(photo.probability), "<small title=\"", escape_html(photo.name), "\">",
                    escape_html(basename(photo.name)), "</small></figcaption></figure>\n");
  return html + "</div></section>\n";
}

// ---- Curves ---------------------------------------------------------------------------------------------------------------

template <typename Field>
std::vector<double> column(const History& history, Field EpochRecord::* field) {
  std::vector<double> values;
  for (const EpochRecord& record : history) {
    if constexpr (std::is_same_v<Field, double>) {
      values.push_back(record.*field);
    } else {
      values.push_back((record.*field).value_or(NAN));
    }
  }
  return values;
}

std::string training_curves(const History& history) {
  if (history.empty()) return {};
  std::vector<double> epochs;
  for (const EpochRecord& record : history) epochs.push_back(static_cast<double>(record.epoch));
  LineChart loss{"Loss", epochs, {{"training", "training", column(history, &EpochRecord::loss)}}};
  LineChart accuracy{"Accuracy", epochs, {{"training", "training", column(history, &EpochRecord::accuracy)}}, true};
  LineChart rate{"Learning rate", epochs, {{"learning rate", "training", column(history, &EpochRecord::learning_rate)}}};
  if (std::ranges::any_of(history, [](const EpochRecord& record) { return record.val_loss.has_value(); }))
    loss.series.push_back({"validation", "validation", column(history, &EpochRecord::val_loss)});
  if (std::ranges::any_of(history, [](const EpochRecord& record) { return record.val_accuracy.has_value(); }))
    accuracy.series.push_back({"validation", "validation", column(history, &EpochRecord::val_accuracy)});
  const auto [least, most] = std::ranges::minmax(rate.series[0].values);
  rate.is_logarithmic = least > 0 && most > 20 * least;
  return str_cat("<section><h2>Training</h2><p class=muted>By epoch.</p><div class=charts>\n", draw(loss), draw(accuracy),
                 draw(rate), "</div></section>\n");
}

// ---- Classes --------------------------------------------------------------------------------------------------------------

// The class with which photos of a class are confused most often, with their number.
std::string most_confused_class(const ReportContent& content, std::size_t label) {
  const ReportCell* most = nullptr;
  for (const ReportCell& cell : content.cells)
    if (cell.label == label && cell.predicted != label && (most == nullptr || cell.count > most->count)) most = &cell;
  return most == nullptr ? std::string("–") : str_cat(class_name(content, most->predicted), " (", most->count, ")");
}

std::string class_table(const ReportContent& content) {
  const std::vector<ClassCounts>& classes = content.evaluation.metrics.classes;
  const bool has_top5 = classes.size() > 5;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < classes.size(); ++i)
    if (classes[i].count > 0) order.push_back(i);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return classes[i].accuracy(); });
  std::string html = str_cat(
      "<section><h2>Classes</h2><p class=muted>Those with the lowest accuracy first.</p><div class=scroll><table class=classes>"
      "<thead><tr><th>Class</th><th>Photos</th><th>Accuracy</th><th></th>",
      has_top5 ? "<th>Top-5</th>" : "", "<th>Most often confused with</th></tr></thead><tbody>\n");
  for (const std::size_t i : order) {
    html +=
        str_cat("<tr><td>", class_name(content, i), "</td><td>", classes[i].count, "</td><td>", percent(classes[i].accuracy()),
                "</td><td><span class=bar style=--v:", decimal(classes[i].accuracy(), 3), "></span></td>");
    if (has_top5)
      html += str_cat("<td>", percent(static_cast<double>(classes[i].top5) / static_cast<double>(classes[i].count)), "</td>");
    html += str_cat("<td>", most_confused_class(content, i), "</td></tr>\n");
  }
  return html + "</tbody></table></div></section>\n";
}

std::string calibration(const ReportContent& content) {
  return str_cat(
      "<section><h2>Calibration</h2><p class=muted>Of predictions with a probability of 80 %, 80 % should be correct: bars end "
      "on the "
      "dashed line. Lower bars mean that the network is overconfident.</p><div class=charts>\n",
      draw_calibration(content.evaluation.metrics.calibration), "</div></section>\n");
}

std::string refused(const std::vector<RefusedPhoto>& photos) {
  if (photos.empty()) return {};
  std::string html = str_cat("<section><h2>Skipped files</h2><details><summary>", photos.size(),
                             photos.size() == 1 ? " file was" : " files were", " skipped</summary><ol class=refused>\n");
  for (std::size_t i = 0; i < std::min(photos.size(), kMaxRefusedShown); ++i)
    html += str_cat("<li><b>", escape_html(photos[i].path), "</b> ", escape_html(photos[i].reason.text), "</li>\n");
  if (photos.size() > kMaxRefusedShown) html += str_cat("<li class=muted>and ", photos.size() - kMaxRefusedShown, " more</li>");
  return html + "</ol></details></section>\n";
}

}  // namespace

std::string class_name(const ReportContent& content, std::size_t index) {
  return escape_html(content.evaluation.classes[index]);
}

std::string report_page(const ReportContent& content) {
  constexpr std::string_view kPolicy =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
  return str_cat(
      "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n<meta http-equiv=Content-Security-Policy content=\"",
      kPolicy, "\">\n<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<title>",
      percent(content.evaluation.metrics.top1), ": ", escape_html(basename(content.model)), " on ", escape_html(content.data),
      "</title>\n<style>", report_style(), "</style>\n</head>\n<body>\n", page_header(content),
      photo_notices(content.evaluation.notices), numbers(content), samples(content), training_curves(content.history),
      confusion_section(content), worst_mistakes(content), class_table(content), calibration(content),
      refused(content.evaluation.refused), "<script>", report_script(), "</script>\n</body>\n</html>\n");
}

}  // namespace alexnet
