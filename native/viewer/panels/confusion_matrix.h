// The confusion matrix of an evaluation: a table of photos by true and predicted class.
#pragma once

#include "evaluate/evaluate.h"
#include "state.h"
#include "window/widgets.h"

namespace alexnet::viewer {

// Draws the matrix with the names of the classes beside its rows and above its columns, as far as there is room for text, in a square of
// `side` screen pixels. A click chooses view.cell.
void draw_confusion_matrix(EvaluationView& view, const Evaluation& result, const DrawContext& ui, float side);

}  // namespace alexnet::viewer
