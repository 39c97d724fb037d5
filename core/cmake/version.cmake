# Generates app/version.cpp, a part of alexnet_app, and the library alexnet_commit, which knows the commit: it alone is compiled
# again after a commit, and only programs that link it are linked again.
get_property(names GLOBAL PROPERTY alexnet_dependencies)
set(dependencies)
foreach(name ${names})
  get_property(version GLOBAL PROPERTY alexnet_version_of_${name})
  string(APPEND dependencies "    {\"${pin_${name}_title}\", \"${version}\"},\n")
endforeach()
get_property(missing GLOBAL PROPERTY alexnet_missing)
foreach(row ${missing})
  string(APPEND dependencies "    ${row},\n")
endforeach()
set(version_source ${PROJECT_BINARY_DIR}/generated/version.cpp)
configure_file(${PROJECT_SOURCE_DIR}/core/app/version.cpp.in ${version_source} @ONLY)
target_sources(alexnet_app PRIVATE ${version_source})

# The reflog of HEAD grows with each commit, checkout and reset.
find_package(Git QUIET)
set(reflog)
if(GIT_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} rev-parse --path-format=absolute --git-path logs/HEAD
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE reflog OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT EXISTS "${reflog}")
    set(reflog)
  endif()
endif()
set(commit_source ${PROJECT_BINARY_DIR}/generated/commit.cpp)
add_custom_command(OUTPUT ${commit_source}
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DOUTPUT=${commit_source} -DGIT=${GIT_EXECUTABLE} -P ${CMAKE_CURRENT_LIST_DIR}/commit.cmake
  DEPENDS ${reflog} ${CMAKE_CURRENT_LIST_DIR}/commit.cmake VERBATIM)
add_library(alexnet_commit STATIC ${commit_source})
target_link_libraries(alexnet_commit PUBLIC target_defaults)
