# leave_out_unused(TARGET): of XNNPACK's microkernels that no operator of ours can reach only the names are compiled, which its tables
# refer to; called, one traps. They are those of other number types than f32 and qd8_f32 with weights of 8 or 4 bits (16-bit floats,
# 8-bit inputs with a zero point), and of unary, sparse, pooling, transposing and channel-first operators. On x86-64 they are 668 of 857 kernels.
# Kernels are left out for every instruction set, so what runs on one processor runs on all.
set(unused_types "b?f16|f32-f16|f32-qc[48]w|f32-qu8|s32-f32|pf32|qd8-f16|qd8-f32-qb4w|qp8|qs8-(dwconv|f16|f32|gemm|igemm|qc8w|qu8|rd?sum|v)|qu8|[su]8|x16-packw|x8-pack[qw]")
set(unused_operators "x[0-9]+-transposec|x8-(lut|zip)|x32-(zip|unpool)|f32-(p?avgpool|v(rnd|copysign|cmul|elu|tanh|gelu|log|hswish|sigmoid|rsqrt|sqrt|lrelu|exp)|dwconv2d-chw|conv-hwc2chw|spmm|ibilinear|argmaxpool)")
function(leave_out_unused target)
  get_target_property(folder ${target} SOURCE_DIR)
  get_target_property(sources ${target} SOURCES)
  set(kept)
  set(unused)
  foreach(source ${sources})
    get_filename_component(path ${source} ABSOLUTE BASE_DIR ${folder})
    file(RELATIVE_PATH name ${folder}/src ${path})
    if(name MATCHES "^(${unused_types}|${unused_operators})" AND name MATCHES "\\.c$")
      list(APPEND unused ${path})
    else()
      list(APPEND kept ${source})
    endif()
  endforeach()
  list(REMOVE_DUPLICATES unused)
  set(traps ${PROJECT_BINARY_DIR}/third_party/xnnpack/unused.c)
  execute_process(COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/core/cmake/xnnpack_unused.py ${traps} ${unused} COMMAND_ERROR_IS_FATAL ANY)
  set_property(TARGET ${target} PROPERTY SOURCES ${kept} ${traps})
endfunction()

# leave_out_sources(TARGET PATTERN): without those of its sources whose paths match, none of which an operator of ours calls; if one
# did, the linker would name the function that is missing.
function(leave_out_sources target pattern)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources EXCLUDE REGEX "${pattern}")
  if(NOT sources)
    set(sources ${PROJECT_BINARY_DIR}/third_party/xnnpack/empty.c)
    file(CONFIGURE OUTPUT ${sources} CONTENT "int alexnet_nothing;\n" @ONLY)
  endif()
  set_property(TARGET ${target} PROPERTY SOURCES ${sources})
endfunction()
leave_out_sources(subgraph .)
leave_out_sources(normalization .)
leave_out_sources(operators "/(argmax-pooling|average-pooling|binary-elementwise|channel-shuffle|constant-pad|convolution-nchw|pack-lh|reduce|resize-|rope|scaled-dot|slice|transpose|unpooling)")
leave_out_sources(reference-ukernels "/binary-elementwise")
leave_out_sources(XNNPACK "/(argmaxpool|avgpool|cmul|conv-hwc2chw|dwconv2d-chw|experiments|ibilinear|ibilinear-chw|pack-lh|pavgpool|spmm|transpose|unpool|xx-fill|xx-pad|zip)-config")

# Loops that are unrolled by hand into thousands of lines, of which a compiler makes ten seconds' work: they pack weights, once a model.
set_source_files_properties(${xnnpack_SOURCE_DIR}/src/qs8-packw/gen/qs8-packw-x64c4-gemm-goi-scalar.c TARGET_DIRECTORY microkernels-prod
  PROPERTIES COMPILE_FLAGS -O1)
