# The sanitizers of ALEXNET_MODE, as one interface library. pthreadpool is compiled with them too (deps.cmake), since the
# thread sanitizer must see the atomics that hand work over; XNNPACK's kernels are not: they read past ends by contract.
set(sanitizer_libraries)
set(sanitizer_flags)
if(ALEXNET_MODE STREQUAL "asan")
  # What is left out takes a quarter of the time to build: the address sanitizer ends a program that uses a null pointer or leaves
  # an object, and casts are seldom here. `fuzz` has them for the readers.
  set(sanitizer_flags -fsanitize=address,undefined -fno-sanitize=null,object-size,vptr -fno-sanitize-recover=all -fno-omit-frame-pointer)
elseif(ALEXNET_MODE STREQUAL "fuzz")
  set(sanitizer_flags -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
elseif(ALEXNET_MODE STREQUAL "tsan")
  set(sanitizer_flags -fsanitize=thread -fno-omit-frame-pointer)
endif()
if(sanitizer_flags)
  add_library(sanitizers INTERFACE)
  # clang tells that GCC's library sorts with what C++23 calls deprecated, and which loops are no vectors when they are watched.
  target_compile_options(sanitizers INTERFACE ${sanitizer_flags} -g1 -Wno-deprecated-declarations -Wno-pass-failed)
  target_compile_definitions(sanitizers INTERFACE ALEXNET_SANITIZED)
  target_link_options(sanitizers INTERFACE ${sanitizer_flags})
  set(sanitizer_libraries sanitizers)
endif()
