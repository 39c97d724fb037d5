# The target `libwebp`: the decoder of WebP alone, from its sources. The page needs one, and the command line the same pixels.
fetch_sources(libwebp)
record_dependency(libwebp ${pin_libwebp_version} ${libwebp_SOURCE_DIR})
set(webp ${libwebp_SOURCE_DIR}/src)
file(GLOB webp_sources ${webp}/dec/*.c)
set(webp_functions alpha_processing cpu dec dec_clip_tables filters lossless rescaler upsampling yuv)
list(TRANSFORM webp_functions REPLACE "(.+)" "${webp}/dsp/\\1.c")
set(webp_utilities bit_reader_utils color_cache_utils filters_utils huffman_utils palette quant_levels_dec_utils random_utils
  rescaler_utils thread_utils utils)
list(TRANSFORM webp_utilities REPLACE "(.+)" "${webp}/utils/\\1.c")
add_library(libwebp STATIC ${webp_sources} ${webp_functions} ${webp_utilities})
target_include_directories(libwebp PRIVATE ${libwebp_SOURCE_DIR} SYSTEM INTERFACE ${webp})
target_compile_definitions(libwebp PRIVATE WEBP_REDUCE_SIZE)  # without scaling while decoding, which nothing here uses
# Hidden, because libraries of the system (libtiff) bring another version of it with them.
target_compile_definitions(libwebp PRIVATE WEBP_EXTERN=extern)
target_compile_options(libwebp PRIVATE -fvisibility=hidden)
if(EMSCRIPTEN)
  # Every visitor loads it and few need it: small rather than fast, and without the versions for other instruction sets.
  target_compile_options(libwebp PRIVATE -Oz)
  if(wasm_has_threads)
    target_compile_definitions(libwebp PRIVATE WEBP_USE_THREAD)
  endif()
else()
  target_compile_definitions(libwebp PRIVATE WEBP_USE_THREAD)  # which makes the choice of functions at its first use thread-safe
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
    file(GLOB webp_vectorized ${webp}/dsp/*_sse2.c ${webp}/dsp/*_sse41.c)
    file(GLOB sse41 ${webp}/dsp/*_sse41.c)
    set_source_files_properties(${sse41} PROPERTIES COMPILE_OPTIONS -msse4.1)
    target_compile_definitions(libwebp PRIVATE WEBP_HAVE_SSE41)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
    file(GLOB webp_vectorized ${webp}/dsp/*_neon.c)
  endif()
  list(FILTER webp_vectorized EXCLUDE REGEX "/(cost|enc|lossless_enc|ssim)_")
  target_sources(libwebp PRIVATE ${webp_vectorized})
endif()
if(ALEXNET_MODE MATCHES "asan|fuzz")
  target_compile_options(libwebp PRIVATE ${sanitizer_flags})  # the files come from strangers
endif()
