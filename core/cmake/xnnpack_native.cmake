# XNNPACK for this machine's own processor family; every instruction set in it is chosen at run time.
add_subdirectory(${xnnpack_SOURCE_DIR} ${PROJECT_BINARY_DIR}/third_party/xnnpack EXCLUDE_FROM_ALL)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  include(workers)
  use_own_workers(linux)
endif()
if(sanitizer_flags)
  target_compile_options(pthreadpool PRIVATE ${sanitizer_flags})
endif()

include(xnnpack_unused)
leave_out_unused(microkernels-prod)
include(amalgamate)
amalgamate(microkernels-prod)

include(xnnpack_tiles)

# own_tile(OURS MR GEMM IGEMM THEIR_MR PACKING OPTION...): in `table`, ours (core/ops/microkernels/f32_OURS.c, of MR rows) beside
# theirs, called GEMM and IGEMM, of THEIR_MR rows; PACKING is what stands in the table before their number of rows.
function(own_tile ours mr gemm igemm their_mr packing)
  foreach(kind gemm igemm)
    set(own alexnet_f32_${kind}_minmax_ukernel_${ours})
    set(theirs xnn_f32_${kind}_minmax_ukernel_${${kind}})
    set(before "f32_gemm_config.minmax.${kind}[XNN_MR_TO_INDEX(${their_mr})] = xnn_init_hmp_${kind}_ukernel((xnn_${kind}_ukernel_fn) ${theirs});")
    string(REPLACE "(${their_mr})" "(${mr})" after "${before}")
    string(REPLACE "${theirs}" "${own}" after "${after}")
    replace_once(table "${before}" "${before}\n          ${after}")
    # A pointer to it is cast to its true type in the table.
    string(PREPEND table "void ${own}(void);\n")
  endforeach()
  replace_once(table "${packing}f32_gemm_config.mr = ${their_mr};" "${packing}f32_gemm_config.mr = ${mr};")
  set(table "${table}" PARENT_SCOPE)

  string(REPLACE "__" "_" file f32_${ours}.c)
  add_tile(${file} ${ARGN})
endfunction()

# Its matrix products get our tiles (core/ops/microkernels): its table of tiles is copied, with ours in it.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$" AND CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
  set(packing "f32_gemm_config.pack_gemm_goi = (xnn_packw_gemm_goi_ukernel_fn) xnn_x32_packw_gemm_goi_ukernel_")
  own_tile(13x32__avx512f 13 7x32__avx512f_broadcast 7x32__avx512f_broadcast 7 "${packing}x32__avx512f_u4_prfm;\n        " -mavx512f)
  own_tile(6x16__fma3 6 5x16__fma3_broadcast 5x16__fma3_broadcast_prfm 5 "${packing}x16__avx_u4;\n          " -mavx -mfma)
  own_qd8(4 4x8c8__avx2 4x8c8__avx2)
  add_tile(qd8_4x8c8_avx2.c -mavx2 -mfma)
  use_table()
endif()
