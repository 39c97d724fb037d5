# The decoder of libjpeg-turbo as the static library `libjpeg_turbo`. Its own build cannot be part of another one and would build the
# encoder and the programs too; these are the sources that jpeg_read_scanlines() needs, with the settings that upstream's build finds
# by trying. On x86-64 the SIMD routines need nasm; without it, and in WebAssembly, the C code gives the same pixels more slowly.
fetch_sources(libjpeg_turbo)
set(jpeg_source ${libjpeg_turbo_SOURCE_DIR})
set(jpeg_headers ${PROJECT_BINARY_DIR}/third_party/libjpeg_turbo)

# Those of samples of 8 bits, and those compiled once for each depth. Photos of 12 or 16 bits are rare: theirs are compiled in less time.
set(jpeg_sources jaricom jcomapi jdapimin jdarith jdatasrc jdhuff jdicc jdinput jdlhuff jdmarker jdmaster jerror jmemmgr jmemnobs)
set(jpeg_sources_8_12 jdcoefct jddctmgr jdmerge jidctflt jidctfst jidctint jidctred jquant1 jquant2)
set(jpeg_sources_8_12_16 jdapistd jdcolor jddiffct jdlossls jdmainct jdpostct jdsample jutils)
foreach(source ${jpeg_sources_8_12} ${jpeg_sources_8_12_16})
  list(APPEND jpeg_sources wrapper/${source}-8)
  list(APPEND jpeg_deep_sources wrapper/${source}-12)
endforeach()
foreach(source ${jpeg_sources_8_12_16})
  list(APPEND jpeg_deep_sources wrapper/${source}-16)
endforeach()
foreach(list jpeg_sources jpeg_deep_sources)
  list(TRANSFORM ${list} REPLACE "(.+)" "${jpeg_source}/src/\\1.c")
endforeach()

# Upstream's templates of headers, filled in for a static decoder.
set(JPEG_LIB_VERSION 62)
set(VERSION ${pin_libjpeg_turbo_version})
set(LIBJPEG_TURBO_VERSION_NUMBER 3001003)
set(COPYRIGHT_YEAR "1991-2025")
set(D_ARITH_CODING_SUPPORTED 1)
set(BUILD alexnet)
set(HIDDEN "__attribute__((visibility(\"hidden\")))")
set(INLINE "__inline__ __attribute__((always_inline))")
set(THREAD_LOCAL __thread)
set(SIZE_T ${CMAKE_SIZEOF_VOID_P})
set(HAVE_BUILTIN_CTZL 1)
set(WITH_SIMD OFF)
if(NOT EMSCRIPTEN AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  include(CheckLanguage)
  check_language(ASM_NASM)
  if(CMAKE_ASM_NASM_COMPILER)
    enable_language(ASM_NASM)
    set(WITH_SIMD ON)
  else()
    message(STATUS "nasm not found: JPEG files are decoded without SIMD")
  endif()
endif()
foreach(header jconfig.h jconfigint.h jversion.h)
  configure_file(${jpeg_source}/src/${header}.in ${jpeg_headers}/${header})
endforeach()

# Includes jdphuff.c, and decodes the scans that refine coefficients in half of its time.
set(jpeg_refinement ${PROJECT_SOURCE_DIR}/core/image/readers/jpeg_refinement.c)
add_library(libjpeg_turbo STATIC ${jpeg_sources} ${jpeg_deep_sources} ${jpeg_refinement})
# Hidden, because libraries of the system (libtiff) bring another version of it with them.
set_target_properties(libjpeg_turbo PROPERTIES UNITY_BUILD OFF C_EXTENSIONS ON C_VISIBILITY_PRESET hidden)
set_source_files_properties(${jpeg_deep_sources} PROPERTIES COMPILE_OPTIONS -O1)
if(EMSCRIPTEN)
  # WebAssembly has numbers of 64 bits beside its pointers of 32, as x32 has: the buffer of bits may be as long as there.
  set_source_files_properties(${jpeg_source}/src/jdhuff.c ${jpeg_source}/src/jdlhuff.c ${jpeg_refinement} PROPERTIES
    COMPILE_DEFINITIONS __x86_64__)
  set_source_files_properties(${jpeg_refinement} PROPERTIES COMPILE_OPTIONS -msse2)  # as SIMD of WebAssembly
endif()
target_include_directories(libjpeg_turbo SYSTEM PUBLIC ${jpeg_headers} ${jpeg_source}/src)
if(WITH_SIMD)
  set(jpeg_simd ${jpeg_source}/simd)
  # jsimd.c chooses between all of them, the encoder's as well.
  set(jpeg_routines jsimdcpu jfdctflt-sse jccolor-sse2 jcgray-sse2 jchuff-sse2 jcphuff-sse2 jcsample-sse2 jdcolor-sse2 jdmerge-sse2
    jdsample-sse2 jfdctfst-sse2 jfdctint-sse2 jidctflt-sse2 jidctfst-sse2 jidctint-sse2 jidctred-sse2 jquantf-sse2 jquanti-sse2
    jccolor-avx2 jcgray-avx2 jcsample-avx2 jdcolor-avx2 jdmerge-avx2 jdsample-avx2 jfdctint-avx2 jidctint-avx2 jquanti-avx2)
  list(TRANSFORM jpeg_routines REPLACE "(.+)" "${jpeg_simd}/x86_64/\\1.asm")
  target_sources(libjpeg_turbo PRIVATE ${jpeg_routines} ${jpeg_simd}/x86_64/jsimd.c)
  set_source_files_properties(${jpeg_routines} PROPERTIES
    COMPILE_DEFINITIONS "ELF;__x86_64__;PIC" INCLUDE_DIRECTORIES "${jpeg_simd}/nasm/;${jpeg_simd}/x86_64/")
  target_include_directories(libjpeg_turbo PRIVATE ${jpeg_simd} ${jpeg_simd}/x86_64)
endif()
if(ALEXNET_MODE STREQUAL "fuzz")  # Its wrapping arithmetic is intended; its memory is watched, and its branches guide the fuzzer.
  target_compile_options(libjpeg_turbo PRIVATE $<$<COMPILE_LANGUAGE:C>:-fsanitize=fuzzer-no-link,address>)
endif()
record_dependency(libjpeg_turbo ${pin_libjpeg_turbo_version} ${jpeg_source})
