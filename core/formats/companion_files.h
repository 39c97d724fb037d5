// Files that belong to a model file and hold a part of it: the external data of an ONNX model, the shards of split weights. A reader
// that finds such a name in a model file asks for the bytes here, so that it need not know whether they come from a folder or from
// the memory of a host program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

// A file in memory. `name` may have a path; a browser, which hides paths, gives the last part of it only.
struct NamedFile {
  std::string name;
  SharedBytes bytes;
};

// Where the companions of one model file are. A value: copies share the bytes.
class CompanionFiles {
 public:
  // No companions: every open() fails with kCompanionMissing.
  CompanionFiles() = default;
  // Those in the folder of the model file `model_path`. They are mapped into memory when a reader asks for them.
  [[nodiscard]] static CompanionFiles beside(std::string_view model_path);
  // Files that the host has read already.
  [[nodiscard]] static CompanionFiles in_memory(std::vector<NamedFile> files);

  // Returns the file that a model file names. `name` is not trusted: kBadFormat unless it is a relative path with `/` between its
  // parts which stays in the folder (no part is empty, `.` or `..`; no backslash, colon or control character). Links are followed,
  // as in the caches of download tools. Files in memory are compared by the whole name, then by the last part of it; if several
  // files match by the last part only, none is taken. Returns kCompanionMissing (kNotFound), whose argument is the name, if there
  // is no such file, and the errors of map_file().
  [[nodiscard]] Result<SharedBytes> open(std::string_view name) const;

  // Returns the file with an ending, such as ".cfg": in a folder the one that has the name of the model file otherwise, or else the only
  // one with that ending; in memory the only one. Returns kCompanionMissing for none, and the errors of map_file().
  [[nodiscard]] Result<SharedBytes> open_by_ending(std::string_view ending) const;

 private:
  bool has_folder_ = false;
  std::string model_;   // the last part of the path of the model file
  std::string folder_;  // with its slash; empty for the current folder
  std::vector<NamedFile> files_;
};

}  // namespace alexnet
