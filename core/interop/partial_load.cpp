#include "interop/partial_load.h"

#include "interop/match_weights.h"

namespace alexnet {

Result<std::vector<LoadedTensor>> load_matching_weights(const TensorMap& file, const Model& model,
                                                        std::span<const TensorView> writable) {
  CHECK(writable.size() == model.parameters.size());
  const ThreadPool caller(1);
  TRY_VALUE(const std::vector<TensorMatch> matches, match_weights(file, model.spec, /*strict=*/false));
  std::vector<LoadedTensor> report;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const TensorMatch& match = matches[i];
    if (match.is_loaded) TRY(copy_values(match, writable[i].data, caller));
    report.push_back({match.parameter.empty() ? match.tensor : match.parameter, match.is_loaded, match.note});
  }
  return report;
}

}  // namespace alexnet
