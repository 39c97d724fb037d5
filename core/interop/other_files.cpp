#include "interop/other_files.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/bytes.h"
#include "base/failed_download.h"
#include "formats/zip.h"
#include "messages/interop.h"

namespace alexnet {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kBeginning = 4096;  // bytes that are searched for the words of a format

// A program whose files are not read: how they begin, or the endings of their names, and how they are converted.
struct OtherProgram {
  std::string_view name;
  std::string_view magic;  // the first bytes, after `offset`; empty: known by its ending only
  std::size_t offset;
  std::string_view endings;  // with spaces around each
  std::string_view advice;
};

constexpr std::array<OtherProgram, 9> kPrograms{{
    // clang-format off: one program a row
    {"MATLAB (MatConvNet)", "MATLAB 5.0 MAT-file"sv, 0, " .mat ", "in Python, read it with scipy.io.loadmat and save the weights with numpy.savez(file, conv1_W=..., conv1_b=...)"},
    {"Apache MXNet", "\x12\x01\0\0\0\0\0\0"sv, 0, " .params ", "export it to ONNX with mxnet.onnx.export_model, or save the arrays of mxnet.nd.load with numpy.savez"},
    {"ONNX Runtime", "ORTM"sv, 4, " .ort ", "convert the .onnx file from which it was made"},
    {"OpenVINO", ""sv, 0, " .xml ", "convert the model from which the intermediate representation was made"},
    {"Core ML", ""sv, 0, " .mlmodel .mlpackage ", "convert the model from which it was made, such as the PyTorch model, with torch.onnx.export"},
    {"Torch7 (Lua)", ""sv, 0, " .t7 ", "in Python, read it with torchfile.load and save the weights with numpy.savez"},
    {"Paddle", ""sv, 0, " .pdparams .pdmodel .pdiparams ", "export it to ONNX with paddle.onnx.export"},
    {"TensorRT", ""sv, 0, " .engine .trt .plan ", "convert the .onnx file from which it was made"},
    {"scikit-learn or joblib", ""sv, 0, " .joblib ", "save the weights with numpy.savez(file, **arrays)"},
    // clang-format on
}};

// A format of compressed files, by its first bytes.
struct Compression {
  std::string_view name;
  std::string_view magic;
};
constexpr std::array<Compression, 6> kCompressions{{{"gzip", "\x1F\x8B"sv},
                                                    {"xz",
                                                     "\xFD"
                                                     "7zXZ"sv},
                                                    {"bzip2", "BZh"sv},
                                                    {"Zstandard", "\x28\xB5\x2F\xFD"sv},
                                                    {"7-Zip", "7z\xBC\xAF\x27\x1C"sv},
                                                    {"RAR", "Rar!"sv}}};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return result;
}

// Comments may stand before the first section.
bool is_darknet_config(ByteSpan file, std::string_view path) {
  const std::string text = beginning_of_text(file);
  return text.starts_with("[net]") || (lower(path).ends_with(".cfg") && text.find("\n[net]") != std::string::npos);
}

const OtherProgram* program_of(std::string_view file, std::string_view path) {
  const std::size_t dot = path.rfind('.');
  const std::string ending = dot == std::string_view::npos ? "" : ' ' + lower(path.substr(dot)) + ' ';
  const std::string_view start = file.substr(0, kBeginning);
  for (const OtherProgram& program : kPrograms) {
    const bool begins =
        !program.magic.empty() && file.size() > program.offset && file.substr(program.offset).starts_with(program.magic);
    if (begins) return &program;
    if (!program.magic.empty() || ending.empty() || program.endings.find(ending) == std::string_view::npos) continue;
    if (program.name == "OpenVINO" && start.find("<net") == std::string_view::npos) continue;
    return &program;
  }
  return nullptr;
}

}  // namespace

Status check_other_file(const SharedBytes& file, std::string_view path) {
  const std::string_view text = as_text(file.bytes());
  if (text.empty()) return fail<msg::kFileEmpty>("");
  if (is_web_page(file.bytes())) return fail<msg::kFileWebPage>("");
  if (is_lfs_pointer(file.bytes())) return fail<msg::kFileGitLfs>("");
  if (is_zip(file.bytes()) && !has_zip_end(file.bytes())) return fail<msg::kFileCut>("", text.size());
  if (is_darknet_config(file.bytes(), path)) return fail<msg::kFileDarknetConfig>("");
  for (const Compression& compression : kCompressions)
    if (text.starts_with(compression.magic)) return fail<msg::kFileCompressed>("", compression.name);
  if (const OtherProgram* program = program_of(text, path))
    return fail<msg::kFileOfOtherProgram>("", program->name, program->advice);
  return {};
}

}  // namespace alexnet
