#include "app/default_model.h"

#include "base/file.h"
#include "base/process.h"

namespace alexnet {

Result<std::string> default_model_path() {
  const std::string program = program_folder();
  for (std::string folder = program; !folder.empty(); folder.resize(folder.rfind('/')))
    for (const char* place : {"/share/alexnet/everyday.safetensors", "/assets/models/everyday.safetensors"})
      if (map_file(folder + place)) return folder + place;
  return fail(ErrorKind::kNotFound, "everyday.safetensors", "is in no folder share/alexnet or assets/models in or above ",
              program.empty() ? "the program's folder" : program, ": name a model with --model FILE");
}

}  // namespace alexnet
