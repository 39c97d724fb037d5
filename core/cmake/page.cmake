# Preset `web`: every WebAssembly flavour of the core in a build folder of its own (its preset's), one after the other, then the
# page around them with npm -> build/web/dist. Each step is asked every time; one with nothing to do takes a moment.
set(page ${PROJECT_SOURCE_DIR}/web)
find_program(NPM npm REQUIRED)

set(before)
foreach(flavour relaxed-threads simd-threads simd)
  set(preset wasm-${flavour})
  set(build ${PROJECT_SOURCE_DIR}/build/${preset})
  # Configured once; after that its own build notices what has changed.
  add_custom_command(OUTPUT ${build}/build.ninja
    COMMAND ${CMAKE_COMMAND} --preset ${preset}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} USES_TERMINAL VERBATIM)
  add_custom_target(core_${flavour}
    COMMAND ${CMAKE_COMMAND} --build ${build} --target alexnet_web
    DEPENDS ${build}/build.ninja USES_TERMINAL VERBATIM)
  if(before)
    add_dependencies(core_${flavour} ${before})
  endif()
  set(before core_${flavour})
endforeach()

add_custom_command(OUTPUT ${page}/node_modules/.package-lock.json
  COMMAND ${NPM} ci --no-audit --no-fund --loglevel=error
  DEPENDS ${page}/package-lock.json WORKING_DIRECTORY ${page} USES_TERMINAL VERBATIM)
add_custom_target(page ALL
  COMMAND ${CMAKE_COMMAND} -E env ALEXNET_BUILD=${PROJECT_SOURCE_DIR}/build ${NPM} run --silent build
  DEPENDS ${page}/node_modules/.package-lock.json WORKING_DIRECTORY ${page} USES_TERMINAL VERBATIM)
add_dependencies(page ${before})

if(ALEXNET_TESTS)
  enable_testing()
  add_test(NAME page_types COMMAND ${NPM} run --silent check WORKING_DIRECTORY ${page})
  add_test(NAME page_unit COMMAND ${NPM} test --silent WORKING_DIRECTORY ${page})
  add_test(NAME page_browser COMMAND ${NPM} run --silent test:browser WORKING_DIRECTORY ${page})
endif()
