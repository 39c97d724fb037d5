# What every target of ours is compiled with. CMAKE_BUILD_TYPE is Release in every preset, so that XNNPACK is compiled
# the same way each time (and found in ccache); ALEXNET_MODE speaks for our own code alone.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)

# A file is compiled before the libraries that its program links are there.
set(CMAKE_OPTIMIZE_DEPENDENCIES ON)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

include(sanitizers)
include(wasm_flavor)

add_library(target_defaults INTERFACE)
target_include_directories(target_defaults INTERFACE ${PROJECT_SOURCE_DIR}/core)
target_compile_options(target_defaults INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wno-missing-field-initializers -Werror
  # Loops of ours may be vectorized; sums are re-associated only where a loop says so (omp simd).
  -fno-math-errno -fno-trapping-math -fopenmp-simd
  # A failed CHECK names its file as the repository does, and another clone's object is the same.
  -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)
if(ALEXNET_UNITY)  # Files that were not written for it: a name may hide that of another file, and GCC takes each of them for a header.
  target_compile_options(target_defaults INTERFACE -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
if(ALEXNET_MODE STREQUAL "release")
  target_compile_options(target_defaults INTERFACE $<IF:$<BOOL:$<TARGET_PROPERTY:ALEXNET_NO_LOOPS>>,-O1,-O3>)
else()
  target_compile_options(target_defaults INTERFACE -UNDEBUG -O1 -g)
endif()
if(ALEXNET_MODE STREQUAL "coverage")
  target_compile_options(target_defaults INTERFACE -g0 -fprofile-instr-generate -fcoverage-mapping -Wno-deprecated-declarations -Wno-pass-failed)
  target_link_options(target_defaults INTERFACE -fprofile-instr-generate)
endif()
target_link_libraries(target_defaults INTERFACE ${sanitizer_libraries})

# without_loops(TARGET [SOURCE...]): the target has no loops over many numbers, except in these sources. It is compiled with -O1 in
# release, which takes three quarters of the time.
function(without_loops target)
  set_target_properties(${target} PROPERTIES ALEXNET_NO_LOOPS ON)
  if(ARGN AND ALEXNET_MODE STREQUAL "release")
    set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS -O3)
  endif()
endfunction()

# alexnet_executable(NAME SOURCE...)
function(alexnet_executable name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE target_defaults)
endfunction()
