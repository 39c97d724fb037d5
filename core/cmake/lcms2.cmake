# Little CMS, from its sources: its own build wants a system library, and the page needs the same arithmetic. What reads color charts
# (cmscgats), models appearance (cmscam02) and writes PostScript (cmsps2) is left out.
fetch_sources(lcms2)
record_dependency(lcms2 ${pin_lcms2_version} ${lcms2_SOURCE_DIR})

set(sources alpha cnvrt err gamma gmt intrp io0 io1 lut md5 mtrx named opt pack pcs plugin samp sm types virt wtpnt xform)
list(TRANSFORM sources REPLACE "(.+)" "${lcms2_SOURCE_DIR}/src/cms\\1.c")
add_library(lcms2 STATIC ${sources})
target_include_directories(lcms2 SYSTEM PUBLIC ${lcms2_SOURCE_DIR}/include)
target_compile_definitions(lcms2 PRIVATE CMS_NO_HALF_SUPPORT)
# No fused multiplications, which would differ between processors. Hidden, because libraries of the system may bring another version
# of it with them. Unused functions are left out by the linker.
target_compile_options(lcms2 PRIVATE -w -ffp-contract=off -fvisibility=hidden -ffunction-sections -fdata-sections)
if(EMSCRIPTEN)
  # Small, since every visitor loads it; but not what runs for each pixel.
  target_compile_definitions(lcms2 PRIVATE CMS_NO_PTHREADS)
  target_compile_options(lcms2 PRIVATE -Oz)
  set_source_files_properties(${lcms2_SOURCE_DIR}/src/cmsopt.c ${lcms2_SOURCE_DIR}/src/cmsxform.c PROPERTIES COMPILE_OPTIONS -O2)
else()
  target_compile_options(lcms2 PRIVATE -O2)
endif()
if(sanitizer_libraries)
  # Somebody else's arithmetic, which wraps and shifts on damaged profiles; its memory is watched.
  target_link_libraries(lcms2 PRIVATE ${sanitizer_libraries})
  # Options of a source come last, behind those of the sanitizers.
  set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS -fno-sanitize=undefined)
endif()
