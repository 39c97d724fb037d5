# XNNPACK for WebAssembly, without an edit to its sources but for the table of its tiles. Its own build knows no wasm processor, so it is told of an
# unknown Linux one, which leaves the scalar kernels alone, and the wasm kernels are added from its generated lists.

# Upstream's build of pthreadpool always takes the single-threaded shim under Emscripten.
include(workers)
set(pool ${pthreadpool_SOURCE_DIR})
if(wasm_has_threads)
  add_library(pthreadpool STATIC ${pool}/src/legacy-api.c ${pool}/src/portable-api.c ${pool}/src/memory.c ${pool}/src/pthreads.c)
  use_own_workers(wasm)
else()
  add_library(pthreadpool STATIC ${pool}/src/legacy-api.c ${pool}/src/shim.c)
endif()
target_include_directories(pthreadpool PUBLIC ${pool}/include PRIVATE ${pool}/src ${fxdiv_SOURCE_DIR}/include)
target_compile_options(pthreadpool PRIVATE -O2)
target_compile_features(pthreadpool PRIVATE c_std_11)

# Only its header is needed: on the web XNNPACK asks the engine, not the processor.
add_library(cpuinfo INTERFACE)
target_include_directories(cpuinfo INTERFACE ${cpuinfo_SOURCE_DIR}/include)

function(add_xnnpack)
  set(CMAKE_SYSTEM_NAME Linux)
  set(CMAKE_SYSTEM_PROCESSOR wasm32)
  add_subdirectory(${xnnpack_SOURCE_DIR} ${PROJECT_BINARY_DIR}/third_party/xnnpack EXCLUDE_FROM_ALL)
endfunction()
add_xnnpack()

include(${xnnpack_SOURCE_DIR}/cmake/gen/wasm_microkernels.cmake)
include(${xnnpack_SOURCE_DIR}/cmake/gen/wasmsimd_microkernels.cmake)
include(${xnnpack_SOURCE_DIR}/cmake/gen/wasmrelaxedsimd_microkernels.cmake)
set(kernels ${PROD_WASM_MICROKERNEL_SRCS} ${PROD_WASMSIMD_MICROKERNEL_SRCS})
if(wasm_has_relaxed_simd)
  list(APPEND kernels ${PROD_WASMRELAXEDSIMD_MICROKERNEL_SRCS})
endif()
list(TRANSFORM kernels PREPEND ${xnnpack_SOURCE_DIR}/)
target_sources(microkernels-prod PRIVATE ${kernels})
target_compile_options(microkernels-prod PRIVATE -fno-math-errno)

# Two kernels include <arm_neon.h>, which some Emscripten packages leave out, for names that wasm_simd128.h has.
file(WRITE ${PROJECT_BINARY_DIR}/third_party/wasm_stub/arm_neon.h "#include <wasm_simd128.h>\n")
target_include_directories(microkernels-prod BEFORE PRIVATE ${PROJECT_BINARY_DIR}/third_party/wasm_stub)
include(xnnpack_unused)
leave_out_unused(microkernels-prod)
include(amalgamate)
amalgamate(microkernels-prod)

# On machines whose dot product of bytes takes 7-bit activations alone, XNNPACK multiplies in 16 bits and packs for that: ours
# takes them as they are.
if(wasm_has_relaxed_simd)
  include(xnnpack_tiles)
  set(indent "      ")  # the same lines stand elsewhere, for SIMD alone
  own_qd8(1 1x4c8__wasmrelaxedsimd 1x4c2s4__wasmsimd_dot16x2_ld128 "${indent}")
  own_qd8(4 4x4c8__wasmrelaxedsimd 4x4c2s4__wasmsimd_dot16x2_ld128 "${indent}")
  set(config "${indent}qd8_f32_qc8w_gemm_config.")
  replace_once(table "${config}log2_kr = 1;\n${config}log2_sr = 2;\n    }\n  #elif XNN_ARCH_WASMSIMD" "${config}log2_kr = 3;\n    }\n  #elif XNN_ARCH_WASMSIMD")
  add_tile(qd8_4x4c8_wasmrelaxedsimd.c)
  use_table()
endif()
