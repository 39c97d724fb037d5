// What panels, keys and scripts may ask for. Each returns at once, on the UI thread: what takes time becomes a job that brings
// its result to the state. What fails is told in the log, and where it would have been shown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "viewer.h"

namespace alexnet::viewer {

// Files (requests_files.cpp) -------------------------------------------------------------------------------------------------

// Whatever they are: folders of photos, folders of training runs, models, photos. The first photo is looked at if none is yet.
void open_paths(Viewer& viewer, std::vector<std::string> paths);
// Adds the photos that have arrived in the folders since they were opened.
void look_again(Viewer& viewer);
void browse(Viewer& viewer, const std::string& folder);

// Photos (requests_photos.cpp) -----------------------------------------------------------------------------------------------

void open_model(Viewer& viewer, const std::string& path);
// Job thread: what there is to show of a model.
[[nodiscard]] ModelView view_of(const std::string& path, const Model& model);
// Looks at one of state.photos; beyond their end: nothing happens.
void select_photo(Viewer& viewer, std::size_t index);
// Asks the network once more: it, or the part of the photo that it is to see, is another.
void reload_photo(Viewer& viewer);
// Job thread: the photo as its file has it, from memory if it was the last one.
[[nodiscard]] Result<const Image*> decoded_photo(Workshop& workshop, const std::string& path);
// Of what is on the screen; for a photo that has none yet and was not asked for.
void ask_thumbnail(Viewer& viewer, std::size_t index);
// Gives the thumbnails back that were not on the screen for long, when there are many. Once a frame.
void trim_thumbnails(State& state);
// Classifies in the background whatever was not yet.
void sweep_photos(Viewer& viewer);

// Looking inside (requests_looking.cpp) --------------------------------------------------------------------------------------

// The part of the photo that the network is to see; nothing: what the model is used to.
void set_crop(Viewer& viewer, std::optional<Region> crop);
// The layers of what is looked at, unless they were asked for already. Once a frame, while they are seen.
void ask_layers(Viewer& viewer);
// The same of the explanation, unless its method takes long: that is begun by start_explanation.
void ask_explanation(Viewer& viewer);
void start_explanation(Viewer& viewer);
// What there is so far stays. One that had not begun is forgotten.
void stop_explanation(Viewer& viewer);

// Training (requests_training.cpp) -------------------------------------------------------------------------------------------

// A field of TrainingSettings by its name in JSON (`epochs`, `augmentation.zoom_range`), or `out`. kInvalidArgument.
[[nodiscard]] Status set_training(State& state, std::string_view name, std::string_view value);
void start_training(Viewer& viewer);
void pause_training(Viewer& viewer);  // or goes on
// Saves where it is, if it has a folder.
void stop_training(Viewer& viewer);
// Reads the log of a run of another process, now and whenever it is asked for again.
void attach_training(Viewer& viewer, const std::string& folder);

// Judging (requests_evaluation.cpp) ------------------------------------------------------------------------------------------

// The model on a folder with one folder a class.
void start_evaluation(Viewer& viewer, const std::string& folder);
// What was judged so far is shown.
void stop_evaluation(Viewer& viewer);
// A second model that says what it thinks of the photo.
void compare_with(Viewer& viewer, const std::string& path);
// Keeps the photo that is looked at beside those that will be.
void pin_photo(State& state);

}  // namespace alexnet::viewer
