#include "app/default_model.h"

#include "base/file.h"
#include "base/process.h"
#include "messages/app.h"

namespace alexnet {

Result<std::string> default_model_path() {
  const std::string program = program_folder();
  for (std::string folder = program; !folder.empty(); folder.resize(folder.rfind('/')))
    for (const char* place : {"/share/alexnet/everyday.safetensors", "/assets/models/everyday.safetensors"})
      if (map_file(folder + place)) return folder + place;
  return fail<msg::kDefaultModelNotFound>("everyday.safetensors", program.empty() ? "the program's folder" : program);
}

}  // namespace alexnet
