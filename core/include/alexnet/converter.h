/* Conversion between model files of other programs and this program's own format, which alexnet_open_saved_model opens. The web page
 * builds these functions into a WebAssembly module of their own, which it loads when a visitor opens or saves such a file. Native
 * programs may use them, but need not: alexnet_open_model and alexnet_model_as_file do the same.
 *
 * Errors, texts and memory are as in alexnet.h. A converter must be used by one thread at a time. */
#ifndef ALEXNET_CONVERTER_H
#define ALEXNET_CONVERTER_H

#include "alexnet/alexnet.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A converter, with the last file that it made. */
typedef struct alexnet_converter alexnet_converter;

/* Returns NULL if there is not enough memory. */
alexnet_converter* alexnet_converter_create(void);
void alexnet_converter_destroy(alexnet_converter* converter);
/* Returns the last error as JSON: the shape Error; "" before the first failure. */
const char* alexnet_converter_error_json(alexnet_converter* converter);

/* Hands over a file that belongs to the model which is converted next, as alexnet_add_companion does. */
void alexnet_converter_add_companion(alexnet_converter* converter, const char* name, void* bytes, size_t size);
/* Says how photos become the input of the model that is converted next, as alexnet_choose_preprocessing does. */
void alexnet_converter_choose_preprocessing(alexnet_converter* converter, const char* change);
/* Reads a model file of any format and prepares it as a file of this program. `bytes` must come from alexnet_allocate; the converter
 * takes ownership, also on failure. */
alexnet_status alexnet_converter_import(alexnet_converter* converter, void* bytes, size_t size);
/* Reads a file of this program and prepares it as a file of the format that the ending of `name` states: .npz, .onnx or .h5 of Keras.
 * Weights of 8 and 4 bits become floats. Takes ownership of `bytes` in the same way. */
alexnet_status alexnet_converter_export(alexnet_converter* converter, const char* name, void* bytes, size_t size);

/* The prepared file consists of pieces, to be written one after another. They are valid until the next conversion; after a failure
 * there are none. */
int32_t alexnet_converter_pieces(alexnet_converter* converter);
const void* alexnet_converter_piece(alexnet_converter* converter, int32_t index, size_t* size);

#ifdef __cplusplus
}
#endif

#endif
