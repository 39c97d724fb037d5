// write_logits MODEL INPUT: prints the logits of a model file for a network input, one per line, for check_exports.py. INPUT is
// a file of little-endian floats [y][x][c].
#include <cstdio>
#include <cstring>

#include "app/model_file.h"
#include "base/file.h"
#include "nn/inference_network.h"

namespace alexnet {
namespace {

constexpr ErrorMessage kInputSize{ErrorKind::kWrongShape, "input_size", "{expected} bytes are expected, found {found}"};

Status write_logits(const char* model_path, const char* input_path) {
  const ThreadPool pool(1);
  TRY_VALUE(Model model, read_model_file(model_path, pool));
  TRY_VALUE(const std::vector<std::uint8_t> values, read_file(input_path));
  TRY_VALUE(InferenceNetwork classifier, InferenceNetwork::create(std::move(model), pool));
  const std::span<float> input = classifier.input(0);
  if (values.size() != input.size_bytes()) return fail<kInputSize>(input_path, input.size_bytes(), values.size());
  std::memcpy(input.data(), values.data(), values.size());
  TRY(classifier.run());
  for (const float logit : classifier.logits(0)) std::printf("%.9g\n", double{logit});
  return {};
}

int run(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: write_logits MODEL INPUT\n", stderr);
    return 2;
  }
  const Status written = write_logits(arguments[1], arguments[2]);
  if (!written) std::fprintf(stderr, "%s\n", written.error().message().c_str());
  return written && std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace alexnet

int main(int count, char** arguments) { return alexnet::run(count, arguments); }
