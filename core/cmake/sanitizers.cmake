# The sanitizers of ALEXNET_MODE, as one interface library. pthreadpool is compiled with them too (deps.cmake), since the
# thread sanitizer must see the atomics that hand work over; XNNPACK's kernels are not: they read past ends by contract.
set(sanitizer_libraries)
set(sanitizer_flags)
if(ALEXNET_MODE STREQUAL "asan")
  set(sanitizer_flags -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
elseif(ALEXNET_MODE STREQUAL "fuzz")
  set(sanitizer_flags -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
elseif(ALEXNET_MODE STREQUAL "tsan")
  set(sanitizer_flags -fsanitize=thread -fno-omit-frame-pointer)
endif()
if(sanitizer_flags)
  add_library(sanitizers INTERFACE)
  # gcc's warnings about sizes misfire on instrumented code; the other presets keep them errors.
  target_compile_options(sanitizers INTERFACE ${sanitizer_flags} -Wno-error)
  target_link_options(sanitizers INTERFACE ${sanitizer_flags})
  set(sanitizer_libraries sanitizers)
endif()
