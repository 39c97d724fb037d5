// The panels in the middle of the window, in the order of their tabs. The enumeration of panels (state.h), the tabs and drawing
// functions (panels.h, main_window.cpp) and the actions that show a panel (actions.cpp) are generated from this list.
//
// To add a panel: add a row here, a file panels/panel_NAME.cpp with its drawing function, and that file to CMakeLists.txt. A panel
// that keeps a state of its own adds a member to State in state.h.
#pragma once

// clang-format off: one panel a row
//    Tab          label         action              key  drawing function
#define VIEWER_PANELS(PANEL)                                                  \
  PANEL(kPhoto,      "Photo",      "show photo",       "1", draw_photo)       \
  PANEL(kLayers,     "Layers",     "show layers",      "2", draw_layers)      \
  PANEL(kExplain,    "Explain",    "show explanation", "3", draw_explanation) \
  PANEL(kTraining,   "Training",   "show training",    "4", draw_training)    \
  PANEL(kEvaluation, "Evaluation", "show evaluation",  "5", draw_evaluation)  \
  PANEL(kCompare,    "Compare",    "show comparison",  "6", draw_comparison)
// clang-format on
