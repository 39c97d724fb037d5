# Our own innermost loops (core/ops/microkernels) in XNNPACK's table of them: `table` is a copy of its source that names ours.
file(READ ${xnnpack_SOURCE_DIR}/src/configs/gemm-config.c table)

# replace_once(VARIABLE FROM TO): fails where the text is not there.
function(replace_once variable from to)
  string(FIND "${${variable}}" "${from}" place)
  if(place EQUAL -1)
    message(FATAL_ERROR "XNNPACK's gemm-config.c has no \"${from}\": is it the commit that core/cmake/deps.cmake names?")
  endif()
  string(REPLACE "${from}" "${to}" ${variable} "${${variable}}")
  set(${variable} "${${variable}}" PARENT_SCOPE)
endfunction()

# add_tile(FILE OPTION...): of core/ops/microkernels.
function(add_tile file)
  set(tile ${PROJECT_SOURCE_DIR}/core/ops/microkernels/${file})
  target_sources(XNNPACK PRIVATE ${tile})
  set(options -O2 ${ARGN})
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    list(APPEND options -fno-ivopts)  # which would need more registers than there are, and halve the speed
  endif()
  set_source_files_properties(${tile} TARGET_DIRECTORY XNNPACK PROPERTIES COMPILE_OPTIONS "${options}")
endfunction()

# own_qd8(MR OURS THEIRS [INDENT]): in `table`, our 8-bit tile of MR rows in the place of theirs.
function(own_qd8 mr ours theirs)
  foreach(kind gemm igemm)
    set(before "${ARGN}qd8_f32_qc8w_gemm_config.minmax.dq${kind}[XNN_MR_TO_INDEX(${mr})] = xnn_init_hmp_dq${kind}_ukernel((xnn_dq${kind}_ukernel_fn) xnn_qd8_f32_qc8w_${kind}_minmax_ukernel_${theirs});")
    set(own alexnet_qd8_f32_qc8w_${kind}_minmax_ukernel_${ours})
    string(REPLACE "xnn_qd8_f32_qc8w_${kind}_minmax_ukernel_${theirs}" "${own}" after "${before}")
    replace_once(table "${before}" "${after}")
    string(PREPEND table "void ${own}(void);\n")
  endforeach()
  set(table "${table}" PARENT_SCOPE)
endfunction()

# XNNPACK is built with `table`.
function(use_table)
  set(ours ${PROJECT_BINARY_DIR}/third_party/xnnpack/gemm-config.c)
  file(CONFIGURE OUTPUT ${ours} CONTENT "@table@" @ONLY)
  get_target_property(sources XNNPACK SOURCES)
  list(TRANSFORM sources REPLACE "^src/configs/gemm-config.c$" ${ours})
  set_property(TARGET XNNPACK PROPERTY SOURCES ${sources})
endfunction()
