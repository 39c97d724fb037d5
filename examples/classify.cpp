// Classifies photos with a model file: classify MODEL PHOTO...
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

#include "alexnet/classifier.h"

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s MODEL PHOTO...\n", argv[0]);
    return 2;
  }
  auto classifier = alexnet::api::Classifier::open(argv[1]);
  if (!classifier) {
    std::fprintf(stderr, "%s\n", classifier.error().message.c_str());
    return 1;
  }
  int status = 0;
  for (int i = 2; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
    const auto answer = classifier->classify(bytes, 1);
    if (answer && !answer->predictions.empty()) {
      const auto& [label, index, probability] = answer->predictions.front();
      std::printf("%s: %s %.1f %%%s\n", argv[i], label.c_str(), 100 * double{probability},
                  answer->confident ? "" : " (not sure)");
    } else {
      std::fprintf(stderr, "%s: %s\n", argv[i], answer ? "no prediction" : answer.error().message.c_str());
      status = 1;
    }
  }
  return status;
}
