#include <dlfcn.h>

#include "base/file.h"
#include "base/process.h"
#include "image/readers/readers.h"
#include "image/readers/shared_readers.h"
#include "image/readers/system_readers.h"
#include "messages/image.h"

namespace alexnet {
namespace {

std::string library_path() {
  const std::string program = program_folder(), beside = program + "/" + kSharedReadersFile;
  return map_file(beside) ? beside : program + "/../lib/" + kSharedReadersFile;
}

Result<std::span<const ImageReader>> load_readers() {
  const std::string path = library_path();
  // Its symbols are local, so that the versions of libraries that the program brings are not mixed with the system's.
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* function = library == nullptr ? nullptr : dlsym(library, kSharedReadersFunction);
  if (function == nullptr) return fail<msg::kImageReadersNotLoaded>(path, dlerror());
  const SharedReaders shared = reinterpret_cast<GetSharedReaders>(function)(kJpegReader);
  return std::span(shared.readers, shared.count);
}

}  // namespace

const Result<std::span<const ImageReader>>& system_readers() {
  static const Result<std::span<const ImageReader>> readers = load_readers();
  return readers;
}

}  // namespace alexnet
