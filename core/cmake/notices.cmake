# The target `notices`: bin/THIRD_PARTY_NOTICES.txt, with the license of each dependency that deps.cmake recorded, and the test that
# each library that the programs link is named there. third_party/notices.list is what the page's notices are made from.
get_property(names GLOBAL PROPERTY alexnet_dependencies)
set(lines)
foreach(name ${names})
  get_property(version GLOBAL PROPERTY alexnet_version_of_${name})
  get_property(folder GLOBAL PROPERTY alexnet_folder_of_${name})
  string(APPEND lines "${name}|${pin_${name}_title}|${version}|${pin_${name}_license}|${pin_${name}_repository}|${folder}\n")
endforeach()
set(notices_list ${PROJECT_BINARY_DIR}/third_party/notices.list)
file(CONFIGURE OUTPUT ${notices_list} CONTENT "${lines}" @ONLY)

set(notices ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/THIRD_PARTY_NOTICES.txt)
add_custom_command(OUTPUT ${notices}
  COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/notices ${notices_list} ${notices}
  DEPENDS ${notices_list} ${PROJECT_SOURCE_DIR}/tools/notices VERBATIM)
add_custom_target(notices ALL DEPENDS ${notices})
foreach(program alexnet_cli alexnet_viewer alexnet_web alexnet_converter_web)
  if(TARGET ${program})
    add_dependencies(${program} notices)
  endif()
endforeach()
if(ALEXNET_TESTS AND ALEXNET_MODE STREQUAL "release")
  add_test(NAME notices COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/notices --check ${PROJECT_BINARY_DIR})
  set_tests_properties(notices PROPERTIES LABELS always)  # it reads what was found while configuring
endif()
if(NOT EMSCRIPTEN)
  install(FILES ${notices} DESTINATION share/doc/alexnet)
endif()
