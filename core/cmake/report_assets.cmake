# core/evaluate/report.css and report.js as a source file: sets report_assets_source.
set(report_assets_source ${CMAKE_CURRENT_BINARY_DIR}/report_assets.cpp)
foreach(kind css js)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/evaluate/report.${kind})
  file(READ ${CMAKE_CURRENT_SOURCE_DIR}/evaluate/report.${kind} report_${kind})
endforeach()
set(report_assets "// Made by CMake of core/evaluate/report.css and report.js.
#include \"evaluate/report_style.h\"

namespace alexnet {

std::string_view report_style() { return R\"css(
${report_css})css\"; }

std::string_view report_script() { return R\"js(
${report_js})js\"; }

}  // namespace alexnet
")
# Not configure_file(), which would replace what looks like a variable; not written if unchanged, so that nothing is compiled anew.
set(report_assets_before "")
if(EXISTS ${report_assets_source})
  file(READ ${report_assets_source} report_assets_before)
endif()
if(NOT report_assets STREQUAL report_assets_before)
  file(WRITE ${report_assets_source} "${report_assets}")
endif()
