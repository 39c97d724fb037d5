// The style sheet and the script of the report page: report.css and report.js, embedded by core/cmake/report_assets.cmake.
#pragma once

#include <string_view>

namespace alexnet {

[[nodiscard]] std::string_view report_style();
[[nodiscard]] std::string_view report_script();

}  // namespace alexnet
