# The libraries of the system that read further image formats, native only. Each has an option: AUTO reads the format if the library is
# there, ON demands it, OFF leaves it out. The target `image_libraries` links what is used, and defines ALEXNET_HAS_NAME as 1 or 0;
# the variable image_library_sources lists the readers, files of core/image/readers/. They become the shared library
# alexnet_image_readers, which core/image/readers/system_readers_shared.cpp loads when a file needs it.
set(image_library_sources)
add_library(image_libraries INTERFACE)

# image_library(NAME PIN PACKAGE SOURCE FORMAT): PACKAGE is what pkg-config calls it; FORMAT is what cannot be read without it.
function(image_library name pin package source format)
  set(ALEXNET_WITH_${name} AUTO CACHE STRING "Read images by ${pin_${pin}_title}: AUTO (where it is installed), ON or OFF")
  set_property(CACHE ALEXNET_WITH_${name} PROPERTY STRINGS AUTO ON OFF)
  set(has 0)
  if(ALEXNET_WITH_${name} AND NOT EMSCRIPTEN)
    pkg_check_modules(${name} QUIET IMPORTED_TARGET "${package}>=${pin_${pin}_version}")
    if(${name}_FOUND)
      set(has 1)
      record_dependency(${pin} "${${name}_VERSION}")
      # As the system's headers: warnings in them are not ours.
      add_library(image_${pin} INTERFACE)
      target_include_directories(image_${pin} SYSTEM INTERFACE ${${name}_INCLUDE_DIRS})
      # Not what pkg-config names beside it: LibRaw's Little CMS would be used in place of the pinned one.
      set(libraries ${${name}_LINK_LIBRARIES})
      list(FILTER libraries EXCLUDE REGEX "lcms2|stdc\\+\\+")
      target_link_libraries(image_${pin} INTERFACE ${libraries})
      target_link_libraries(image_libraries INTERFACE image_${pin})
      set(image_library_sources ${image_library_sources} ${source} PARENT_SCOPE)
    elseif(ALEXNET_WITH_${name} STREQUAL "AUTO")
      message(STATUS "${pin_${pin}_title} ${pin_${pin}_version} or newer is missing: its images are not read (${pin_${pin}_debian})")
    else()
      message(FATAL_ERROR "${pin_${pin}_title} ${pin_${pin}_version} or newer is missing: install ${pin_${pin}_debian}")
    endif()
  endif()
  if(NOT has AND NOT EMSCRIPTEN)
    set_property(GLOBAL APPEND PROPERTY alexnet_missing "{\"${pin_${pin}_title}\", \"not built in: ${format} is not read\"}")
  endif()
  target_compile_definitions(image_libraries INTERFACE ALEXNET_HAS_${name}=${has})
endfunction()

image_library(AVIF libavif libavif avif_reader.cpp AVIF)
image_library(HEIF libheif libheif heic_reader.cpp HEIC)
image_library(TIFF libtiff libtiff-4 tiff_reader.cpp TIFF)
image_library(JXL libjxl libjxl jxl_reader.cpp "JPEG XL")
image_library(JP2 openjpeg libopenjp2 jp2_reader.cpp "JPEG 2000")
image_library(RAW libraw libraw_r raw_reader.cpp "the preview in raw files of cameras")
