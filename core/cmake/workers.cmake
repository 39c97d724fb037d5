# use_own_workers(SYSTEM): the threads of pthreadpool are those of core/base/workers, which says why. It has no option for it.
function(use_own_workers system)
  get_target_property(sources pthreadpool SOURCES)
  list(FILTER sources EXCLUDE REGEX "src/(pthreads|memory).c$")
  set(folder ${PROJECT_SOURCE_DIR}/core/base/workers)
  set_property(TARGET pthreadpool PROPERTY SOURCES ${sources} ${folder}/workers.c ${folder}/system_${system}.c)
endfunction()
