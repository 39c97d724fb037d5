// write_logits MODEL NUMBERS: what the network of a model file computes of a image before its softmax, one number a line.
// NUMBERS are its input as floats, little-endian, [y][x][c]. For check_exports.py.
#include <cstdio>
#include <cstring>

#include "app/model_file.h"
#include "base/file.h"
#include "nn/inference_network.h"

namespace alexnet {
namespace {

Status write_logits(const char* model_path, const char* numbers_path) {
  const ThreadPool pool(1);
  TRY_VALUE(Model model, read_model_file(model_path, pool));
  TRY_VALUE(const std::vector<std::uint8_t> numbers, read_file(numbers_path));
  TRY_VALUE(InferenceNetwork classifier, InferenceNetwork::create(std::move(model), pool));
  const std::span<float> input = classifier.input(0);
  if (numbers.size() != input.size_bytes())
    return fail(ErrorKind::kWrongShape, numbers_path, input.size_bytes(), " bytes are expected, found ", numbers.size());
  std::memcpy(input.data(), numbers.data(), numbers.size());
  TRY(classifier.run());
  for (const float logit : classifier.logits(0)) std::printf("%.9g\n", double{logit});
  return {};
}

int run(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: write_logits MODEL NUMBERS\n", stderr);
    return 2;
  }
  const Status written = write_logits(arguments[1], arguments[2]);
  if (!written) std::fprintf(stderr, "%s\n", written.error().message().c_str());
  return written && std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace alexnet

int main(int count, char** arguments) { return alexnet::run(count, arguments); }
