# The target `imgui`: Dear ImGui with its backends for GLFW and OpenGL 3, the system's or fetched. There is none where GLFW or
# OpenGL is missing.
find_package(glfw3 3.3 QUIET)
find_package(OpenGL QUIET)
if(NOT TARGET glfw OR NOT TARGET OpenGL::GL)
  message(STATUS "GLFW or OpenGL is missing: the desktop viewer is left out (libglfw3-dev, libgl-dev)")
  return()
endif()

find_path(imgui_headers imgui.h PATH_SUFFIXES imgui)
find_library(imgui_library imgui)
find_library(stb_library stb)  # Debian's Dear ImGui takes its fonts from there
if(imgui_headers AND imgui_library AND stb_library)
  add_library(imgui INTERFACE)
  target_include_directories(imgui SYSTEM INTERFACE ${imgui_headers})
  target_link_libraries(imgui INTERFACE ${imgui_library} ${stb_library} glfw OpenGL::GL ${CMAKE_DL_LIBS})
else()
  fetch_sources(imgui)
  set(imgui ${imgui_SOURCE_DIR})
  set(imgui_headers ${imgui})
  add_library(imgui STATIC ${imgui}/imgui.cpp ${imgui}/imgui_draw.cpp ${imgui}/imgui_tables.cpp ${imgui}/imgui_widgets.cpp
    ${imgui}/backends/imgui_impl_glfw.cpp ${imgui}/backends/imgui_impl_opengl3.cpp)
  target_include_directories(imgui SYSTEM PUBLIC ${imgui})
  target_link_libraries(imgui PUBLIC glfw OpenGL::GL ${CMAKE_DL_LIBS})
endif()
header_version(version ${imgui_headers}/imgui.h IMGUI_VERSION)
record_dependency(imgui "${version}" ${imgui_SOURCE_DIR})
record_dependency(glfw "${glfw3_VERSION}")
