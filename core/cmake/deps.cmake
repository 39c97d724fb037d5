# Third-party code. tools/pins states revisions and the oldest accepted versions; what is found is reported while configuring and
# by `alexnet --version`. Sources that tools/setup fetched are used where they are; elsewhere CMake fetches them.
#   XNNPACK        the mathematics (with pthreadpool, cpuinfo, FXdiv)
#   libjpeg-turbo  decodes JPEG: what cameras write beside the standard, at a fraction of the size, with the pixels of Pillow and browsers
#   stb            decodes and encodes the other pictures: the smallest library that reads every common format
#   Little CMS     color profiles to sRGB: what Pillow converts with; compiled for the page too, so that both give the same pixels
#   libwebp        decodes WebP: the format's reference implementation, of which the decoder alone is compiled
#   nlohmann json  safetensors headers, metadata and --json: complete, and reports faults without exceptions
#   protozero      protobuf's wire format, which TensorBoard's event files are written in: headers only, no generated code
#   utf8proc       Unicode's normal form and case folding of the names of class folders (native only; the page has the browser's)
#   libtiff, libavif, libheif, libjxl, OpenJPEG, LibRaw   (native only, the system's, each optional): TIFF, AVIF, HEIC, JPEG XL,
#                  JPEG 2000 and the previews in raw files of cameras, by the libraries that other programs read them with
#   CLI11          the command line (native only): subcommands, validation and help in one header
#   Dear ImGui     the desktop viewer's widgets: drawn by us, at home on every graphics card, no toolkit behind them
#   GLFW, OpenGL   its window; the system's. Without them the viewer is left out
#   GoogleTest     the tests
find_package(Python3 COMPONENTS Interpreter REQUIRED)
include(FetchContent)
include(pins)
set(FETCHCONTENT_QUIET OFF)

set(deps_cache $ENV{ALEXNET_CACHE})
if(NOT deps_cache)
  set(deps_cache $ENV{HOME}/.cache/alexnet)
  if(DEFINED ENV{XDG_CACHE_HOME})
    set(deps_cache $ENV{XDG_CACHE_HOME}/alexnet)
  endif()
endif()

# fetch_sources(NAME): sets NAME_SOURCE_DIR to the sources of pin NAME, without adding its build.
function(fetch_sources name)
  string(TOUPPER ${name} upper)
  set(cached ${deps_cache}/deps/${name})
  if(NOT FETCHCONTENT_SOURCE_DIR_${upper} AND EXISTS ${cached})
    if(NOT EXISTS ${cached}/.complete-${pin_${name}_sha256})
      message(FATAL_ERROR "${cached} is not the revision that tools/pins names: run tools/setup")
    endif()
    set(FETCHCONTENT_SOURCE_DIR_${upper} ${cached})
  endif()
  FetchContent_Declare(${name} GIT_REPOSITORY ${pin_${name}_repository} GIT_TAG ${pin_${name}_revision})
  FetchContent_GetProperties(${name})
  if(NOT ${name}_POPULATED)
    FetchContent_Populate(${name})
  endif()
  set(${name}_SOURCE_DIR ${${name}_SOURCE_DIR} PARENT_SCOPE)
endfunction()

foreach(name xnnpack pthreadpool fxdiv cpuinfo)
  fetch_sources(${name})
  string(SUBSTRING ${pin_${name}_revision} 0 7 revision)
  record_dependency(${name} ${pin_${name}_version}.${revision} ${${name}_SOURCE_DIR})
endforeach()

set(XNNPACK_LIBRARY_TYPE static CACHE STRING "" FORCE)
foreach(feature BUILD_TESTS BUILD_BENCHMARKS BUILD_ALL_MICROKERNELS ENABLE_KLEIDIAI)
  set(XNNPACK_${feature} OFF CACHE BOOL "" FORCE)
endforeach()
set(XNNPACK_SOURCE_DIR ${xnnpack_SOURCE_DIR})
set(CPUINFO_SOURCE_DIR ${cpuinfo_SOURCE_DIR})
set(FXDIV_SOURCE_DIR ${fxdiv_SOURCE_DIR})
set(PTHREADPOOL_SOURCE_DIR ${pthreadpool_SOURCE_DIR})
if(EMSCRIPTEN)
  include(xnnpack_wasm)
else()
  include(xnnpack_native)
endif()

include(lcms2)

# header_library(NAME HEADER SUBDIR VERSION_HEADER MACRO...): the header-only library of pin NAME, from /usr/include or else fetched.
# Headers of the system are copied first: a cross-compiler must not see the rest of /usr/include. The macros state its version.
function(header_library name header subdir version_header)
  get_filename_component(folder ${header} DIRECTORY)
  set(copy ${PROJECT_BINARY_DIR}/third_party/${name})
  set(sources)
  if(EXISTS /usr/include/${header})
    file(COPY /usr/include/${folder} DESTINATION ${copy})
  else()
    fetch_sources(${name})
    set(sources ${${name}_SOURCE_DIR})
    file(COPY ${sources}/${subdir}/ DESTINATION ${copy}/${folder})
  endif()
  add_library(${name} INTERFACE)
  target_include_directories(${name} SYSTEM INTERFACE ${copy})
  if(name STREQUAL "stb")  # which states its version in a comment
    file(STRINGS ${copy}/${version_header} line REGEX "stb_image - v[0-9.]+" LIMIT_COUNT 1)
    string(REGEX REPLACE ".*stb_image - v([0-9.]+).*" "\\1" version "${line}")
  else()
    header_version(version ${copy}/${version_header} ${ARGN})
  endif()
  record_dependency(${name} "${version}" ${sources})
endfunction()

include(libjpeg_turbo)
header_library(stb stb/stb_image.h . stb/stb_image.h)
header_library(json nlohmann/json.hpp include/nlohmann nlohmann/detail/abi_macros.hpp
  NLOHMANN_JSON_VERSION_MAJOR NLOHMANN_JSON_VERSION_MINOR NLOHMANN_JSON_VERSION_PATCH)
header_library(protozero protozero/pbf_writer.hpp include/protozero protozero/version.hpp PROTOZERO_VERSION_STRING)
include(libwebp)
if(NOT EMSCRIPTEN)
  find_package(PkgConfig REQUIRED)
  header_library(cli11 CLI/CLI.hpp include/CLI CLI/Version.hpp CLI11_VERSION)
  include(imgui)
endif()

# Libraries of the system, native only; empty in the browser's build.
# system_library(NAME HEADER LIBRARY VERSION_HEADER MACRO...): the macros state the version, as for header_version.
function(system_library name header library version_header)
  add_library(${name} INTERFACE)
  if(NOT EMSCRIPTEN)
    find_path(${name}_headers ${header} REQUIRED)
    find_library(${name}_file ${library} REQUIRED)
    find_path(${name}_version_headers ${version_header} REQUIRED)
    target_include_directories(${name} SYSTEM INTERFACE ${${name}_headers})
    target_link_libraries(${name} INTERFACE ${${name}_file})
    header_version(version ${${name}_version_headers}/${version_header} ${ARGN})
    record_dependency(${name} "${version}")
  endif()
endfunction()

system_library(utf8proc utf8proc.h utf8proc utf8proc.h UTF8PROC_VERSION_MAJOR UTF8PROC_VERSION_MINOR UTF8PROC_VERSION_PATCH)
include(image_libraries)
if(EMSCRIPTEN)
  record_dependency(emscripten "${EMSCRIPTEN_VERSION}" ${EMSCRIPTEN_ROOT_PATH})
endif()

if(ALEXNET_TESTS)
  if(EXISTS /usr/src/googletest)
    set(FETCHCONTENT_SOURCE_DIR_GOOGLETEST /usr/src/googletest)
  endif()
  set(INSTALL_GTEST OFF CACHE BOOL "" FORCE)
  FetchContent_Declare(googletest GIT_REPOSITORY ${pin_googletest_repository} GIT_TAG ${pin_googletest_revision})
  FetchContent_MakeAvailable(googletest)
endif()
