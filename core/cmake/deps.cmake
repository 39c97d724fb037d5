# Third-party code, each pinned. Sources that tools/setup fetched are used where they lie; elsewhere CMake fetches them.
#   XNNPACK        the mathematics (with pthreadpool, cpuinfo, FXdiv)
#   stb            decodes and encodes pictures: the smallest library that reads every common format
#   nlohmann json  safetensors headers, metadata and --json: complete, and reports faults without exceptions
#   protozero      protobuf's wire format, which TensorBoard's event files are written in: headers only, no generated code
#   libhdf5        writes Keras' .h5 (native only, the system's): the format's reference implementation. It reads none, since
#                  damaged files make it hang and crash
#   libzip         archives (native only): PyTorch's, NumPy's and Keras' files are zips, stored or deflated
#   zlib           packed arrays of Keras' files (native only)
#   CLI11          the command line (native only): subcommands, validation and help in one header
#   Dear ImGui     the desktop viewer's widgets: drawn by us, at home on every graphics card, no toolkit behind them
#   GLFW, OpenGL   its window; the system's. Without them the viewer is left out
#   GoogleTest     the tests
include(FetchContent)
set(FETCHCONTENT_QUIET OFF)

set(deps_cache $ENV{ALEXNET_CACHE})
if(NOT deps_cache)
  set(deps_cache $ENV{HOME}/.cache/alexnet)
  if(DEFINED ENV{XDG_CACHE_HOME})
    set(deps_cache $ENV{XDG_CACHE_HOME}/alexnet)
  endif()
endif()

# fetch_sources(NAME REPOSITORY COMMIT): sets NAME_SOURCE_DIR, without adding its build.
function(fetch_sources name repository commit)
  string(TOUPPER ${name} upper)
  if(NOT FETCHCONTENT_SOURCE_DIR_${upper} AND EXISTS ${deps_cache}/deps/${name})
    set(FETCHCONTENT_SOURCE_DIR_${upper} ${deps_cache}/deps/${name})
  endif()
  FetchContent_Declare(${name} GIT_REPOSITORY ${repository} GIT_TAG ${commit})
  FetchContent_GetProperties(${name})
  if(NOT ${name}_POPULATED)
    FetchContent_Populate(${name})
  endif()
  set(${name}_SOURCE_DIR ${${name}_SOURCE_DIR} PARENT_SCOPE)
endfunction()

fetch_sources(xnnpack https://github.com/google/XNNPACK.git 4ea82e595b36106653175dcb04b2aa532660d0d8)
fetch_sources(pthreadpool https://github.com/Maratyszcza/pthreadpool.git 4fe0e1e183925bf8cfa6aae24237e724a96479b8)
fetch_sources(fxdiv https://github.com/Maratyszcza/FXdiv.git b408327ac2a15ec3e43352421954f5b1967701d1)
fetch_sources(cpuinfo https://github.com/pytorch/cpuinfo.git dff2616ddd49122b63abcf44d2c097483b77f861)

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

# header_library(TARGET HEADER REPOSITORY COMMIT SUBDIR): a header-only library, from /usr/include or else fetched. Headers of the
# system are copied first: a cross-compiler must not see the rest of /usr/include.
function(header_library target header repository commit subdir)
  get_filename_component(folder ${header} DIRECTORY)
  set(copy ${PROJECT_BINARY_DIR}/third_party/${target})
  if(EXISTS /usr/include/${header})
    file(COPY /usr/include/${folder} DESTINATION ${copy})
  else()
    fetch_sources(${target}_sources ${repository} ${commit})
    file(COPY ${${target}_sources_SOURCE_DIR}/${subdir}/ DESTINATION ${copy}/${folder})
  endif()
  add_library(${target} INTERFACE)
  target_include_directories(${target} SYSTEM INTERFACE ${copy})
endfunction()

header_library(stb stb/stb_image.h https://github.com/nothings/stb.git 8b5f1f37b5b75829fc72d38e7b5d4bcbf8a26d55 .)
header_library(json nlohmann/json.hpp https://github.com/nlohmann/json.git v3.11.2 include/nlohmann)
header_library(protozero protozero/pbf_writer.hpp https://github.com/mapbox/protozero.git v1.7.1 include/protozero)
add_library(hdf5 INTERFACE)
if(NOT EMSCRIPTEN)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(HDF5 REQUIRED IMPORTED_TARGET hdf5)
  target_link_libraries(hdf5 INTERFACE PkgConfig::HDF5)
  header_library(cli11 CLI/CLI.hpp https://github.com/CLIUtils/CLI11.git v2.1.2 include/CLI)
  include(imgui)
endif()

# Libraries of the system, native only; empty in the browser's build. Found by hand: Debian's package of libzip for CMake demands
# programs that its other packages hold.
function(system_library target header library)
  add_library(${target} INTERFACE)
  if(NOT EMSCRIPTEN)
    find_path(${target}_headers ${header} REQUIRED)
    find_library(${target}_file ${library} REQUIRED)
    target_include_directories(${target} SYSTEM INTERFACE ${${target}_headers})
    target_link_libraries(${target} INTERFACE ${${target}_file})
  endif()
endfunction()

system_library(libzip zip.h zip)
system_library(zlib zlib.h z)

if(ALEXNET_TESTS)
  if(EXISTS /usr/src/googletest)
    set(FETCHCONTENT_SOURCE_DIR_GOOGLETEST /usr/src/googletest)
  endif()
  set(INSTALL_GTEST OFF CACHE BOOL "" FORCE)
  FetchContent_Declare(googletest GIT_REPOSITORY https://github.com/google/googletest.git GIT_TAG release-1.12.1)
  FetchContent_MakeAvailable(googletest)
endif()
