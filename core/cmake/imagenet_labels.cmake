# The names of assets/labels/imagenet.txt, one a line, comments after #, as a source file: sets imagenet_labels_source.
set(imagenet_labels_file ${PROJECT_SOURCE_DIR}/assets/labels/imagenet.txt)
set(imagenet_labels_source ${CMAKE_CURRENT_BINARY_DIR}/imagenet_labels.cpp)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${imagenet_labels_file})
file(STRINGS ${imagenet_labels_file} lines ENCODING UTF-8 REGEX "^[^#]")
list(TRANSFORM lines REPLACE "(.+)" "    \"\\1\",")
list(JOIN lines "\n" lines)
file(CONFIGURE OUTPUT ${imagenet_labels_source} CONTENT "// Made by CMake of assets/labels/imagenet.txt.
#include \"interop/imagenet_labels.h\"

namespace alexnet {
namespace {

constexpr std::string_view kLabels[] = {
${lines}
};

}  // namespace

std::span<const std::string_view> imagenet_labels() { return kLabels; }

}  // namespace alexnet
")
