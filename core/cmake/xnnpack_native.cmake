# XNNPACK as it is, for this machine's own processor family; every instruction set in it is chosen at run time.
add_subdirectory(${xnnpack_SOURCE_DIR} ${PROJECT_BINARY_DIR}/third_party/xnnpack EXCLUDE_FROM_ALL)
if(sanitizer_flags)
  target_compile_options(pthreadpool PRIVATE ${sanitizer_flags})
endif()
