// The confusion matrix of a report: cells that show their photos.
#include <algorithm>
#include <map>

#include "evaluate/markup.h"
#include "evaluate/report_page.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxPairs = 60;

using ConfusionCells = std::map<std::pair<std::size_t, std::size_t>, const ReportCell*>;

// Classes that have photos or were answered.
std::vector<std::size_t> shown_classes(const ReportContent& content) {
  std::vector<bool> is_shown(content.evaluation.classes.size());
  for (const ReportCell& cell : content.cells) is_shown[cell.label] = is_shown[cell.predicted] = true;
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < is_shown.size(); ++i)
    if (is_shown[i]) shown.push_back(i);
  return shown;
}

std::string cell_id(const ReportCell& cell) { return str_cat(cell.label, '-', cell.predicted); }

std::string photos_word(std::uint64_t count) { return str_cat(count, count == 1 ? " photo" : " photos"); }

std::string sentence(const ReportContent& content, const ReportCell& cell) {
  const std::string label = class_name(content, cell.label);
  return cell.label == cell.predicted
             ? str_cat(label, ", recognized: ", photos_word(cell.count))
             : str_cat(label, " taken for ", class_name(content, cell.predicted), ": ", photos_word(cell.count));
}

std::string button(const ReportContent& content, const ReportCell& cell) {
  const double share =
      static_cast<double>(cell.count) / static_cast<double>(content.evaluation.metrics.classes[cell.label].count);
  const char* kind = cell.label == cell.predicted ? "right" : "wrong";
  return str_cat("<button class=\"", kind, share > 0.5 ? " strong" : "", "\" style=--v:", decimal(0.14 + 0.86 * share, 2),
                 " data-cell=", cell_id(cell), " aria-label=\"", sentence(content, cell), "\" title=\"",
                 sentence(content, cell), "\">", cell.count, "</button>");
}

std::string matrix(const ReportContent& content, const std::vector<std::size_t>& classes, const ConfusionCells& cells) {
  const char* size = classes.size() <= 12 ? "large" : classes.size() <= 40 ? "medium" : "small";
  std::string html = str_cat("<div class=scroll><table class=\"matrix ", size, "\" style=--classes:", classes.size(),
                             "><thead><tr><th class=corner>taken for →<br>is ↓</th>");
  for (const std::size_t column : classes) html += str_cat("<th scope=col><span>", class_name(content, column), "</span></th>");
  html += "</tr></thead><tbody>\n";
  for (const std::size_t row : classes) {
    html += str_cat("<tr><th scope=row>", class_name(content, row), "</th>");
    for (const std::size_t column : classes) {
      const auto found = cells.find({row, column});
      html += found == cells.end() ? "<td></td>" : str_cat("<td>", button(content, *found->second), "</td>");
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

// Pairs that are confused most, where a matrix would have too many cells.
std::string pairs(const ReportContent& content) {
  std::vector<const ReportCell*> wrong;
  for (const ReportCell& cell : content.cells)
    if (cell.label != cell.predicted) wrong.push_back(&cell);
  std::ranges::stable_sort(wrong, [](const ReportCell* a, const ReportCell* b) { return a->count > b->count; });
  std::string html = "<ol class=pairs>";
  for (std::size_t i = 0; i < std::min(wrong.size(), kMaxPairs); ++i)
    html += str_cat("<li>", button(content, *wrong[i]), class_name(content, wrong[i]->label), " <i>taken for</i> ",
                    class_name(content, wrong[i]->predicted), "</li>");
  return html + "</ol>\n";
}

std::string photos_of(const ReportContent& content, const ReportCell& cell) {
  std::string html = str_cat("<template id=cell-", cell_id(cell), "><h3>", sentence(content, cell), "</h3><div class=thumbs>");
  for (const ReportPhoto& photo : cell.photos)
    html += str_cat("<figure><img src=\"", photo.picture, "\" alt=\"", escape_html(photo.name), "\" title=\"",
                    escape_html(photo.name), "\" width=96 height=96><figcaption>", percent(photo.probability),
                    "</figcaption></figure>");
  html += "</div>";
  if (cell.photos.size() < cell.count) html += str_cat("<p class=muted>and ", cell.count - cell.photos.size(), " more</p>");
  return html + "</template>\n";
}

}  // namespace

std::string confusion_section(const ReportContent& content) {
  const std::vector<std::size_t> classes = shown_classes(content);
  ConfusionCells cells;
  for (const ReportCell& cell : content.cells) cells[{cell.label, cell.predicted}] = &cell;
  std::string html = "<section id=confusion><h2>What is taken for what</h2>\n";
  html +=
      "<p class=muted>Choose a cell to see its photos; the arrow keys move between cells. Below a photo stands how sure the "
      "network was.</p><div class=confusion>";
  html += classes.size() <= kMaxMatrixClasses ? matrix(content, classes, cells) : pairs(content);
  html += "<div id=cell class=card aria-live=polite></div></div>\n";
  for (const ReportCell& cell : content.cells) html += photos_of(content, cell);
  return html + "</section>\n";
}

}  // namespace alexnet
