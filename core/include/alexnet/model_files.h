/* The part of the C API that opens and saves model files of every format. alexnet.h includes it. The page's core leaves it out, so
 * that a visitor does not load the readers of other programs' files; see converter.h. */
#ifndef ALEXNET_MODEL_FILES_H
#define ALEXNET_MODEL_FILES_H

#include "alexnet/alexnet.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Hands over a file that belongs to the model which alexnet_open_model opens next, such as `a.onnx.data`, where an ONNX model
 * `a.onnx` keeps its weights. `name` is its name, as the model file refers to it; its folder may be missing. `bytes` must come from
 * alexnet_allocate; the session takes ownership. The next alexnet_open_model drops these files, also on failure. If one is missing,
 * that call fails with the code `companion_missing`, whose argument `name` is the name of the file, in quotes. */
void alexnet_add_companion(alexnet_session* session, const char* name, void* bytes, size_t size);
/* Says how photos become the input of the model that is opened next, for files that do not state it: as alexnet_change_preprocessing, of
 * which it takes the names and the JSON. The next alexnet_open_model or alexnet_open_model_file forgets it, also on failure. They fail with
 * the code `colors_unknown` if the file leaves open whether the network expects RGB or BGR, which a name, `base` or `order` says. */
void alexnet_choose_preprocessing(alexnet_session* session, const char* change);
/* Opens a model file. `bytes` must come from alexnet_allocate; the session takes ownership, also on failure. If the model is
 * invalid, the open model stays open. */
alexnet_status alexnet_open_model(alexnet_session* session, void* bytes, size_t size);
/* Opens a model file by its path, memory-mapped; files that belong to it are read from its folder. Returns ALEXNET_UNSUPPORTED in the browser. */
alexnet_status alexnet_open_model_file(alexnet_session* session, const char* path);

/* Returns the open model as a file. `name` states its format by its ending: .safetensors, .npz, .onnx or .h5 of Keras. Weights of 8
 * and 4 bits become floats, except in the first. Stores the number of bytes in `size`. The bytes are valid until the next call of this
 * function; with an empty name it only frees them. Returns NULL if no model is open or the format cannot express it. */
const void* alexnet_model_as_file(alexnet_session* session, const char* name, size_t* size);

#ifdef __cplusplus
}
#endif

#endif
