// What panels, keys and scripts can request. Unless a comment says otherwise, each function is called on the UI thread and
// returns at once; a job does what takes time and updates the state. Errors are added to the log and shown in place of the
// result.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "viewer.h"

namespace alexnet::viewer {

// ---- Files (requests_files.cpp) ---------------------------------------------------------------------------------------------

// Opens folders of photos, run folders, models and photos. Selects the first photo that was named itself, or else, if no photo is
// selected, the first of the folders.
void open_paths(Viewer& viewer, std::vector<std::string> paths);
// Opens the files that the text of the clipboard names, or else the image in the clipboard, as a PNG in a temporary folder. Selects it.
void paste(Viewer& viewer, const std::string& text);
// Adds the photos that were added to the open folders.
void rescan_folders(Viewer& viewer);
// Shows a folder in the built-in file browser.
void browse(Viewer& viewer, const std::string& folder);

// ---- Photos (requests_photos.cpp) -------------------------------------------------------------------------------------------

// Opens a model file and classifies the photos with it.
void open_model(Viewer& viewer, const std::string& path);
// Changes how photos become the input of the open model, and classifies them again. `change` is the name of a convention, a JSON object
// with some of the fields, or the path of a file with JSON or a mean image (app/model_file.h). Saving keeps the change.
void change_preprocessing(Viewer& viewer, const std::string& change);
// Computes convolutions as Settings::exact says, and classifies the photos again.
void apply_exact(Viewer& viewer);
// Saves the open model as a file of the format of the path's ending: .safetensors, .npz, .onnx or .h5.
void save_model(Viewer& viewer, const std::string& path);
// Returns what the window shows of a model. Job thread.
[[nodiscard]] ModelView view_of(const std::string& path, const Model& model);
// Selects a photo by its index in State::photos. Does nothing for an index beyond the end.
void select_photo(Viewer& viewer, std::size_t index);
// Classifies the selected photo again, after the model or the crop has changed.
void reload_photo(Viewer& viewer);
// Returns the decoded photo in full size, from memory if it was the last one. Job thread. Errors: those of read_photo.
[[nodiscard]] Result<const Image*> decoded_photo(JobContext& context, const std::string& path);
// Returns the photo as it is decoded for the open model's input: a large one at a fraction of its size. Otherwise the same. Requires a model.
[[nodiscard]] Result<const Image*> input_photo(JobContext& context, const std::string& path);
// Requests the thumbnail of a visible photo, unless it exists or is requested already.
void request_thumbnail(Viewer& viewer, std::size_t index);
// Frees thumbnails that have not been visible for a while, if there are many. Call this once a frame.
void trim_thumbnails(State& state);
// Classifies the remaining photos in the background.
void classify_photos(Viewer& viewer);

// ---- Layers and explanations (requests_inspect.cpp) -------------------------------------------------------------------------

// Sets the part of the photo that the network receives; nullopt for the crop of the preprocessing.
void set_crop(Viewer& viewer, std::optional<Region> crop);
// Computes the layers of the selected photo, unless they are requested already. Call this in each frame that shows them.
void request_layers(Viewer& viewer);
// The same for the explanation, unless its method is slow; start_explanation() starts those.
void request_explanation(Viewer& viewer);
void start_explanation(Viewer& viewer);
// Stops the explanation. A partial result stays visible.
void stop_explanation(Viewer& viewer);

// ---- Training (requests_training.cpp) ---------------------------------------------------------------------------------------

// Sets a field of TrainingSettings by its name in JSON (`epochs`, `augmentation.zoom_range`), `out` or `recipe`. Error:
// kInvalidArgument.
[[nodiscard]] Status set_training(State& state, std::string_view name, std::string_view value);
void start_training(Viewer& viewer);
// Pauses or continues the run.
void pause_training(Viewer& viewer);
// Saves a checkpoint, if the run has a folder, and ends the run.
void stop_training(Viewer& viewer);
// Reads the log of the run of another process. Call this again to update it.
void attach_training(Viewer& viewer, const std::string& folder);

// ---- Evaluation and comparison (requests_evaluation.cpp) ---------------------------------------------------------------------

// Evaluates the model on a folder with one folder of photos for each class.
void start_evaluation(Viewer& viewer, const std::string& folder);
// Stops the evaluation; the result so far is shown.
void stop_evaluation(Viewer& viewer);
// Opens a second model and compares its predictions.
void compare_with(Viewer& viewer, const std::string& path);
// Keeps the selected photo to compare others with it.
void pin_photo(State& state);

}  // namespace alexnet::viewer
