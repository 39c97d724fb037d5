# Preset `web`: every WebAssembly flavor of the core in a build folder of its own (its preset's), one after the other, then the
# page around them with npm -> build/web/dist. Each step is asked every time; one with nothing to do takes a moment.
# For browsers that can run it, first_page_FLAVOR builds a page with that flavor alone and without its converter of other programs'
# models, which few visitors need and converter_FLAVOR adds (tools/demo).
set(page ${PROJECT_SOURCE_DIR}/web)
set(flavors relaxed-threads simd-threads simd)
find_program(NPM npm REQUIRED)

foreach(flavor ${flavors})
  set(preset wasm-${flavor})
  set(build ${PROJECT_SOURCE_DIR}/build/${preset})
  # Configured once; after that its own build notices what has changed.
  add_custom_command(OUTPUT ${build}/build.ninja
    COMMAND ${CMAKE_COMMAND} --preset ${preset}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} USES_TERMINAL VERBATIM)
  add_custom_target(modules_${flavor}
    COMMAND ${CMAKE_COMMAND} --build ${build} --target alexnet_web alexnet_converter_web
    DEPENDS ${build}/build.ninja USES_TERMINAL VERBATIM)
  add_custom_target(core_${flavor}
    COMMAND ${CMAKE_COMMAND} --build ${build} --target alexnet_web
    DEPENDS ${build}/build.ninja USES_TERMINAL VERBATIM)
  # The .mjs comes last: it asks for the .wasm.
  set(converter_copies)
  foreach(file converter.wasm converter.mjs)
    list(APPEND converter_copies COMMAND ${CMAKE_COMMAND} -E copy ${build}/bin/${file} ${PROJECT_BINARY_DIR}/dist/core/${flavor}/${file}.new)
    list(APPEND converter_copies COMMAND ${CMAKE_COMMAND} -E rename
      ${PROJECT_BINARY_DIR}/dist/core/${flavor}/${file}.new ${PROJECT_BINARY_DIR}/dist/core/${flavor}/${file})
  endforeach()
  add_custom_target(converter_${flavor}
    COMMAND ${CMAKE_COMMAND} --build ${build} --target alexnet_converter_web
    ${converter_copies}
    DEPENDS ${build}/build.ninja USES_TERMINAL VERBATIM)
endforeach()

set(packages ${page}/node_modules/.package-lock.json)
if(IS_SYMLINK ${page}/node_modules)
  set(packages)  # those of another checkout, which npm would empty
else()
  add_custom_command(OUTPUT ${packages}
    COMMAND ${NPM} ci --no-audit --no-fund --loglevel=error
    DEPENDS ${page}/package-lock.json WORKING_DIRECTORY ${page} USES_TERMINAL VERBATIM)
endif()

# page_target(NAME BUILDS MODULES FLAVOR...): dist with these modules, separated by commas, of these flavors, which the targets
# BUILDS_FLAVOR build, and with the notices of what is in it.
function(page_target name builds modules)
  list(JOIN ARGN "," choice)
  list(GET ARGN 0 first)
  add_custom_target(${name}
    COMMAND ${CMAKE_COMMAND} -E env ALEXNET_BUILD=${PROJECT_SOURCE_DIR}/build ALEXNET_FLAVORS=${choice} ALEXNET_MODULES=${modules}
      ${NPM} run --silent build
    COMMAND ${PROJECT_SOURCE_DIR}/tools/notices ${PROJECT_SOURCE_DIR}/build/wasm-${first}/third_party/notices.list
      ${PROJECT_BINARY_DIR}/dist/THIRD_PARTY_NOTICES.txt --npm ${page}
    DEPENDS ${packages} WORKING_DIRECTORY ${page} USES_TERMINAL VERBATIM)
  list(TRANSFORM ARGN PREPEND ${builds}_)
  add_dependencies(${name} ${ARGN})
endfunction()

page_target(page modules alexnet,converter ${flavors})
set_target_properties(page PROPERTIES EXCLUDE_FROM_ALL FALSE)
foreach(flavor ${flavors})
  page_target(first_page_${flavor} core alexnet ${flavor})
endforeach()

if(ALEXNET_TESTS)
  enable_testing()
  add_test(NAME page_types COMMAND ${NPM} run --silent check WORKING_DIRECTORY ${page})
  add_test(NAME page_unit COMMAND ${NPM} test --silent WORKING_DIRECTORY ${page})
  # One test for each file, so that two run at once, and none is repeated for a change of another (tools/passed_tests).
  find_program(NODE NAMES node nodejs REQUIRED)
  file(GLOB browser_tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/browser/*.test.mjs)
  foreach(file ${browser_tests})
    get_filename_component(name ${file} NAME)
    string(REPLACE ".test.mjs" "" name ${name})
    add_test(NAME page_browser_${name} COMMAND ${NODE} --test --test-reporter=spec ${file} WORKING_DIRECTORY ${page})
    set_tests_properties(page_browser_${name} PROPERTIES LABELS reads_page)
  endforeach()
  # Alone: beside busy programs, Firefox once in some dozen visits never lets the core's second thread begin.
  set_tests_properties(page_browser_firefox PROPERTIES RUN_SERIAL ON)
endif()
