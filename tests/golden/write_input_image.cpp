// write_input_image VARIANT PHOTO: writes the network input that the variant gets for a photo to the standard output, as PPM,
// so that make_logits.py computes with the same pixels.
#include <cstdio>

#include "base/file.h"
#include "data/preprocess.h"
#include "image/decode.h"
#include "model/alexnet.h"

namespace alexnet {
namespace {

Result<Image> input_image_of(const char* variant, const char* photo) {
  TRY_VALUE(const ModelSpec spec, make_spec(variant, {}));
  TRY_VALUE(const std::vector<std::uint8_t> bytes, read_file(photo));
  TRY_VALUE(const Image image, decode(bytes));
  return crop_to_input(image, spec.preprocessing);
}

int run(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: write_input_image VARIANT PHOTO > image.ppm\n", stderr);
    return 2;
  }
  const auto image = input_image_of(arguments[1], arguments[2]);
  if (!image) {
    std::fprintf(stderr, "%s: %s\n", arguments[2], image.error().message().c_str());
    return 1;
  }
  std::printf("P6\n%zu %zu\n255\n", image->width, image->height);
  const std::size_t written = std::fwrite(image->pixels.data(), 1, image->pixels.size(), stdout);
  return written == image->pixels.size() && std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace alexnet

int main(int count, char** arguments) { return alexnet::run(count, arguments); }
