# What each WebAssembly flavor is compiled with. It applies to everything in the build, XNNPACK included: object files
# with and without threads do not link together.
if(NOT EMSCRIPTEN)
  return()
endif()
add_compile_options(-msimd128)
set(wasm_has_threads OFF)
set(wasm_has_relaxed_simd OFF)
if(ALEXNET_WASM MATCHES "threads")
  set(wasm_has_threads ON)
  add_compile_options(-pthread)
  add_link_options(-pthread)
endif()
if(ALEXNET_WASM MATCHES "relaxed")
  set(wasm_has_relaxed_simd ON)
  add_compile_options(-mrelaxed-simd)
  # node before 22 knows the opcodes, but wants to be asked.
  list(APPEND CMAKE_CROSSCOMPILING_EMULATOR --experimental-wasm-relaxed-simd)
endif()
