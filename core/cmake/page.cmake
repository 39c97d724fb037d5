# Preset `web`: every WebAssembly flavor of the core in a build folder of its own (its preset's), one after the other, then the
# page around them with npm -> build/web/dist. Each step is asked every time; one with nothing to do takes a moment.
# The target page_FLAVOR builds a page with that flavor alone, for browsers that can run it.
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
  add_custom_target(core_${flavor}
    COMMAND ${CMAKE_COMMAND} --build ${build} --target alexnet_web alexnet_converter_web
    DEPENDS ${build}/build.ninja USES_TERMINAL VERBATIM)
endforeach()

add_custom_command(OUTPUT ${page}/node_modules/.package-lock.json
  COMMAND ${NPM} ci --no-audit --no-fund --loglevel=error
  DEPENDS ${page}/package-lock.json WORKING_DIRECTORY ${page} USES_TERMINAL VERBATIM)

# page_target(NAME FLAVOR...): dist with these flavors, and with the notices of what is in it.
function(page_target name)
  list(JOIN ARGN "," choice)
  list(GET ARGN 0 first)
  add_custom_target(${name}
    COMMAND ${CMAKE_COMMAND} -E env ALEXNET_BUILD=${PROJECT_SOURCE_DIR}/build ALEXNET_FLAVORS=${choice} ${NPM} run --silent build
    COMMAND ${PROJECT_SOURCE_DIR}/tools/notices ${PROJECT_SOURCE_DIR}/build/wasm-${first}/third_party/notices.list
      ${PROJECT_BINARY_DIR}/dist/THIRD_PARTY_NOTICES.txt --npm ${page}
    DEPENDS ${page}/node_modules/.package-lock.json WORKING_DIRECTORY ${page} USES_TERMINAL VERBATIM)
  list(TRANSFORM ARGN PREPEND core_)
  add_dependencies(${name} ${ARGN})
endfunction()

page_target(page ${flavors})
set_target_properties(page PROPERTIES EXCLUDE_FROM_ALL FALSE)
foreach(flavor ${flavors})
  page_target(page_${flavor} ${flavor})
endforeach()

if(ALEXNET_TESTS)
  enable_testing()
  add_test(NAME page_types COMMAND ${NPM} run --silent check WORKING_DIRECTORY ${page})
  add_test(NAME page_unit COMMAND ${NPM} test --silent WORKING_DIRECTORY ${page})
  add_test(NAME page_browser COMMAND ${NPM} run --silent test:browser WORKING_DIRECTORY ${page})
endif()
