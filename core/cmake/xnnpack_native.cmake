# XNNPACK for this machine's own processor family; every instruction set in it is chosen at run time.
add_subdirectory(${xnnpack_SOURCE_DIR} ${PROJECT_BINARY_DIR}/third_party/xnnpack EXCLUDE_FROM_ALL)
if(sanitizer_flags)
  target_compile_options(pthreadpool PRIVATE ${sanitizer_flags})
endif()

# replace_once(VARIABLE FROM TO): fails where the text is not there.
function(replace_once variable from to)
  string(FIND "${${variable}}" "${from}" place)
  if(place EQUAL -1)
    message(FATAL_ERROR "XNNPACK's gemm-config.c has no \"${from}\": is it the commit that core/cmake/deps.cmake names?")
  endif()
  string(REPLACE "${from}" "${to}" ${variable} "${${variable}}")
  set(${variable} "${${variable}}" PARENT_SCOPE)
endfunction()

# On AVX-512 its matrix products get our taller tile (core/ops/microkernels): its table of tiles is copied, with ours in it.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$" AND CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
  file(READ ${xnnpack_SOURCE_DIR}/src/configs/gemm-config.c table)
  foreach(kind gemm igemm)
    set(own alexnet_f32_${kind}_minmax_ukernel_13x32__avx512f)
    set(before "f32_gemm_config.minmax.${kind}[XNN_MR_TO_INDEX(7)] = xnn_init_hmp_${kind}_ukernel((xnn_${kind}_ukernel_fn) ")
    string(APPEND before "xnn_f32_${kind}_minmax_ukernel_7x32__avx512f_broadcast);")
    string(REPLACE "(7)" "(13)" after "${before}")
    string(REPLACE "xnn_f32_${kind}_minmax_ukernel_7x32__avx512f_broadcast" "${own}" after "${after}")
    replace_once(table "${before}" "${before}\n        ${after}")
    # A pointer to it is cast to its true type in the table.
    string(PREPEND table "void ${own}(void);\n")
  endforeach()
  set(packing "f32_gemm_config.pack_gemm_goi = (xnn_packw_gemm_goi_ukernel_fn) xnn_x32_packw_gemm_goi_ukernel_x32__avx512f_u4_prfm;")
  replace_once(table "${packing}\n        f32_gemm_config.mr = 7;" "${packing}\n        f32_gemm_config.mr = 13;")
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/third_party/xnnpack/gemm-config.c CONTENT "@table@" @ONLY)

  get_target_property(sources XNNPACK SOURCES)
  list(TRANSFORM sources REPLACE "^src/configs/gemm-config.c$" ${PROJECT_BINARY_DIR}/third_party/xnnpack/gemm-config.c)
  set_property(TARGET XNNPACK PROPERTY SOURCES ${sources})
  set(tile ${PROJECT_SOURCE_DIR}/core/ops/microkernels/f32_13x32_avx512f.c)
  target_sources(XNNPACK PRIVATE ${tile})
  set(tile_options -O2 -mavx512f)
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    list(APPEND tile_options -fno-ivopts)  # which would need more registers than there are, and halve the speed
  endif()
  set_source_files_properties(${tile} TARGET_DIRECTORY XNNPACK PROPERTIES COMPILE_OPTIONS "${tile_options}")
endif()
