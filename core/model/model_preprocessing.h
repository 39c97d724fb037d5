// The preprocessing of a model: changing it, and reporting it together with how it is known.
#pragma once

#include <string>

#include "base/error.h"
#include "model/model.h"

namespace alexnet {

// Gives a model another preprocessing, which is PreprocessingOrigin::kGiven from then on. kWrongShape if the dense layers do not fit
// the input size; kBadFormat for values that no preprocessing may have. Leaves the model unchanged after an error.
[[nodiscard]] Status set_preprocessing(Model& model, const Preprocessing& preprocessing);

// States the preprocessing of a model, and whether it is a guess.
[[nodiscard]] Notice preprocessing_notice(const Model& model);

// Returns to_json(Preprocessing) with two more fields in front: {"origin":"guessed","name":"imagenet",…}. `name` is "" for values that
// are none of the named conventions (data/preprocessing_change.h).
[[nodiscard]] std::string preprocessing_report(const Model& model);

}  // namespace alexnet
