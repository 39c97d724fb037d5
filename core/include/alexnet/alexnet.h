/* The C API of the core: opaque handles, plain structs and integer status codes. The web page uses only this API.
 *
 * Errors: a function that returns alexnet_status returns ALEXNET_OK (0) on success, else the kind of the error. Other functions
 * return NULL, "" or -1, as stated. After a failure alexnet_error() returns the message, alexnet_error_json() the details.
 * Threads: a session, with its training runs and inspectors, must be used by one thread at a time.
 * Texts: UTF-8. A returned text belongs to the session and is valid until the next call with that session.
 * JSON: the shapes of JSON texts, such as `Model`, are defined in json_shapes.json next to this header.
 * Images: RGBA pixels, 8 bits each, row by row from the top left.
 * Photos: the bytes of a file in any format that the core decodes. A host that decodes another format itself passes the pixels, upright
 * and without transparency, as a binary PPM: "P6", the width, the height and "255" as text with a line break after each, then RGB,
 * 8 bits each.
 *
 * web/generate_core_api.mjs generates the bindings of the page from this header. It reads functions, enums and structs of int32_t,
 * float and double, each declaration in the form used below. */
#ifndef ALEXNET_H
#define ALEXNET_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t alexnet_status;
enum {
  ALEXNET_OK = 0,
  ALEXNET_NOT_FOUND = 1,
  ALEXNET_UNREADABLE = 2,
  ALEXNET_BAD_FORMAT = 3,
  ALEXNET_TOO_LARGE = 4,
  ALEXNET_WRONG_SHAPE = 5,
  ALEXNET_OUT_OF_MEMORY = 6,
  ALEXNET_INVALID_ARGUMENT = 7,
  ALEXNET_UNSUPPORTED = 8,
  ALEXNET_INTERNAL = 9
};

/* Returns the version of the library, "0.1.0". The text stays valid. */
const char* alexnet_version(void);

/* ---- Sessions ---- */

/* A session: a thread pool and an open model. */
typedef struct alexnet_session alexnet_session;

/* Creates a session with `threads` threads; 0 means one thread per core that the process may use, and so does a larger number. Returns NULL if there is not enough memory. */
alexnet_session* alexnet_create(int32_t threads);
/* Creates another session, for a second model, with the threads of `session` and its setting of alexnet_set_exact. The two must not be used at the same time. */
alexnet_session* alexnet_create_beside(const alexnet_session* session);
void alexnet_destroy(alexnet_session* session);
/* Returns the message of the last failed call, in English; "" before the first failure. */
const char* alexnet_error(const alexnet_session* session);
/* Returns the last error as JSON, for hosts that word messages themselves: the shape Error; "" before the first failure. */
const char* alexnet_error_json(alexnet_session* session);
int32_t alexnet_threads(const alexnet_session* session);
/* Sets whether convolutions are computed as direct sums, also those of the open model: with exact != 0 slower, but rounded two to
 * three bits less coarsely than with Winograd's algorithm, which is used otherwise where it is faster. Does not concern inspectors,
 * which always compute direct sums. On failure everything stays as it was. */
alexnet_status alexnet_set_exact(alexnet_session* session, int32_t exact);

/* Allocates memory for bytes that are passed to the core. Returns NULL if there is not enough memory. */
void* alexnet_allocate(size_t bytes);
void alexnet_free(void* block);

/* ---- Models ---- */

/* Opens a model file of this program: .safetensors with the description of the network, as alexnet_save_model prepares it. Files of
 * other programs are opened by alexnet_open_model (model_files.h). `bytes` must come from alexnet_allocate; the session takes
 * ownership, also on failure. If the model is invalid, the open model stays open. */
alexnet_status alexnet_open_saved_model(alexnet_session* session, void* bytes, size_t size);
/* Prepares the open model as such a file. It consists of pieces, to be written one after another. They are valid until another model is
 * opened, the preprocessing changes or the model is saved again. */
alexnet_status alexnet_save_model(alexnet_session* session);
int32_t alexnet_saved_pieces(alexnet_session* session);
const void* alexnet_saved_piece(alexnet_session* session, int32_t index, size_t* size);

/* Returns the open model as JSON: the shape Model; "" if no model is open. */
const char* alexnet_model_json(alexnet_session* session);
/* Changes how photos become the input of the open model. `change` is the name of a convention (imagenet, caffe, 0..1, 0..255, -1..1), or
 * JSON with fields of the shape Preprocessing and `base`, a name; "" leaves the values. `mean_image` is the content of a mean image
 * (mean.binaryproto or .npy), or NULL for none. Inspectors keep the model as it was: create new ones. */
alexnet_status alexnet_change_preprocessing(alexnet_session* session, const char* change, const uint8_t* mean_image,
                                            size_t size);
/* Returns the name of a class; "" for an invalid index. */
const char* alexnet_class_name(alexnet_session* session, int32_t index);

/* ---- Classification ---- */

/* How a photo is fitted to the network's input: as the model says, cropped to its center, or stretched. */
typedef enum { ALEXNET_FIT_MODEL = 0, ALEXNET_FIT_CROP = 1, ALEXNET_FIT_STRETCH = 2 } alexnet_fit;

typedef struct {
  int32_t index;     /* of the class */
  float probability; /* 0..1 */
} alexnet_prediction;

typedef struct {
  int32_t count;               /* number of predictions written */
  int32_t square_side;         /* side of the network's input image in pixels; see alexnet_square */
  double picture_milliseconds; /* time for decoding and preprocessing the photo */
  double network_milliseconds; /* time for the forward pass */
  int32_t is_sure;             /* 0 if the first prediction is below the model's confidence threshold, else 1 */
} alexnet_classification;

/* Classifies the bytes of a photo (JPEG, PNG, ...). `predictions` must point to `top` elements; the most probable comes first. */
alexnet_status alexnet_classify(alexnet_session* session, const uint8_t* photo, size_t size, alexnet_fit fit, int32_t top,
                                alexnet_prediction* predictions, alexnet_classification* result);

/* Classifies several photos at once: the threads decode a photo each, then the network runs on all as one batch. Their bytes must stay
 * valid from alexnet_add_to_batch until alexnet_classify_batch returns, which removes them. One that cannot be read leaves the others
 * as they are. */
alexnet_status alexnet_add_to_batch(alexnet_session* session, const uint8_t* photo, size_t size);
alexnet_status alexnet_classify_batch(alexnet_session* session, alexnet_fit fit, int32_t top);
/* Returns the result or the error of photo `index` >= 0 of the last batch, as alexnet_classify does; the time of the network is that of
 * the batch divided by the number of its photos. `predictions` must point to `top` elements. */
alexnet_status alexnet_batch_result(alexnet_session* session, int32_t index, alexnet_prediction* predictions,
                                    alexnet_classification* result);

/* Decodes a photo and reduces its central square to `side` * `side` pixels, which alexnet_square returns. */
alexnet_status alexnet_thumbnail(alexnet_session* session, const uint8_t* photo, size_t size, int32_t side);

/* Returns the harmless faults of the last photo that was read despite them, by alexnet_classify, alexnet_batch_result,
 * alexnet_thumbnail, alexnet_training_add_photo or alexnet_training_add_validation_photo: the shape Notice[]; [] if it had none. */
const char* alexnet_warnings_json(alexnet_session* session);

/* Renders a synthetic image as PNG, of `side` * `side` pixels (8 to 4096): a bicycle (label 0) or a ship (label 1), a different one
 * for each number `drawing` >= 0. Stores the number of bytes in `size`. The bytes are valid until the session's next call. Returns
 * NULL on failure. */
const void* alexnet_drawn_photo(alexnet_session* session, int32_t label, int32_t drawing, int32_t side, size_t* size);

/* Returns the pixels of the last result: the network's input image after alexnet_classify and alexnet_batch_result (square_side *
 * square_side pixels), the thumbnail after alexnet_thumbnail, the samples after alexnet_augment. Returns NULL before any of them. */
const uint8_t* alexnet_square(alexnet_session* session);

/* ---- Training ----
 * The host owns the loop. Between two steps it may classify, save or stop:
 *   create; add_photo ...; start or resume; while (!finished) { step(...); if (it ends an epoch) end_epoch_json }
 * Some of the photos are held out for validation, as the settings say, unless photos are added for it.
 * Photos are identified by their number in the order in which they were added, from 0. `settings` is JSON with the names of
 * `alexnet train --config`; missing names have their defaults. Functions that return JSON return "" on failure. */
typedef struct alexnet_training alexnet_training;

/* Returns what training would do, and how long it takes here, measured, for that many photos, evenly spread over that many
 * classes: the shape TrainingPlan. With use_model != 0, weights of the open model are loaded where they fit. Needs the memory of a
 * run meanwhile. */
const char* alexnet_estimate_training(alexnet_session* session, const char* settings, int32_t classes, int32_t photos,
                                      int32_t use_model);

/* Preview of augmentation before training. `photos` is a JSON array with the number of photos of each class, in the order in which
 * they would be added. Returns the index within class `label` of the first photo that is used for training rather than validation;
 * -1 on failure. */
int32_t alexnet_first_learned(alexnet_session* session, const char* settings, const char* photos, int32_t label);
/* Augments that photo. alexnet_square then returns `samples` + 1 images (1 to 64 samples) of `side` * `side` pixels (1 to 512), one
 * below another: the photo unchanged, and the samples of the epochs 0, 1, ... */
alexnet_status alexnet_augment(alexnet_session* session, const char* settings, const char* photos, int32_t label,
                               const uint8_t* photo, size_t size, int32_t samples, int32_t side);

/* Returns the description of every setting of training: the shape TrainingOption[]. */
const char* alexnet_training_options_json(alexnet_session* session);
/* Creates a run. `classes` is a JSON array of names. Returns NULL on failure. Must be destroyed before its session. */
alexnet_training* alexnet_training_create(alexnet_session* session, const char* settings, const char* classes);
void alexnet_training_destroy(alexnet_training* training);
/* Decodes and adds a photo (JPEG, PNG, ...); its bytes are not needed afterwards. A photo that is rejected gets no number. */
alexnet_status alexnet_training_add_photo(alexnet_training* training, int32_t label, const char* name, const uint8_t* photo,
                                          size_t size);
/* Adds a photo for validation. With any such photo, none of the others is set aside, whatever the settings say. It is numbered like the
 * others. */
alexnet_status alexnet_training_add_validation_photo(alexnet_training* training, int32_t label, const char* name,
                                                     const uint8_t* photo, size_t size);
/* Starts the run. With use_model != 0, weights of the open model are loaded where they fit. */
alexnet_status alexnet_training_start(alexnet_training* training, int32_t use_model);
/* Resumes the run of a saved checkpoint. Requires the same photos in the same order. `checkpoint` must come from alexnet_allocate;
 * the run takes ownership. `epochs` is the total number of epochs; 0 keeps that of the checkpoint. */
alexnet_status alexnet_training_resume(alexnet_training* training, void* checkpoint, size_t size, int32_t epochs);
/* Returns the plan of a started run: the shape TrainingPlan. */
const char* alexnet_training_plan_json(alexnet_training* training);
/* Returns 1 after the last step, else 0. */
int32_t alexnet_training_finished(alexnet_training* training);

typedef struct {
  int32_t epoch;      /* from 0 */
  int32_t step;       /* within the epoch, from 0 */
  int32_t ends_epoch; /* 1 if alexnet_training_end_epoch_json must be called next, else 0 */
  int32_t diverged;   /* 1 if training has diverged, see alexnet_training_diagnosis, else 0 */
  double loss;
  double accuracy;     /* on the photos of the step, 0..1 */
  double seconds_left; /* estimated time until the end of the run, without pauses */
} alexnet_step;
/* Runs a training step: a forward pass, a backward pass and an update of the weights. */
alexnet_status alexnet_training_step(alexnet_training* training, alexnet_step* result);
/* Returns why training has diverged, in English; "" if it has not. */
const char* alexnet_training_diagnosis(alexnet_training* training);
/* Returns the same in parts with codes, for hosts that word messages themselves: the shape Notice[]. */
const char* alexnet_training_diagnosis_json(alexnet_training* training);

/* Ends an epoch, with validation if there are validation photos. Returns the shape EpochReport. */
const char* alexnet_training_end_epoch_json(alexnet_training* training);
/* Returns the predictions for a few fixed photos: the shape TrainingSample[]. */
const char* alexnet_training_samples_json(alexnet_training* training);
/* Renders the current filters of the first layer as a grid of colors, and returns the shape GridLayout. Fails if the first layer is
 * not a convolution over colors. */
const char* alexnet_training_filters_json(alexnet_training* training);
/* Returns the pixels of that grid, transparent between the filters. They are valid until the filters are rendered again. */
const uint8_t* alexnet_training_picture(const alexnet_training* training, int32_t* width, int32_t* height);
/* Evaluates the model that is open in the session (the trained one, opened) on the validation photos, or on all photos if
 * there are none. Returns the shape TrainingEvaluation. */
const char* alexnet_training_judge_json(alexnet_training* training);

typedef enum {
  ALEXNET_CHECKPOINT = 0, /* a file that training can be resumed from */
  ALEXNET_MODEL = 1       /* the current model, with its settings and history */
} alexnet_training_file;
/* Prepares a file for writing. It consists of pieces, to be written one after another. They are valid until the next step. */
alexnet_status alexnet_training_save(alexnet_training* training, alexnet_training_file which);
/* Reports that a checkpoint has been written and how long it took. From then on, EpochReport.is_checkpoint_due is chosen so that
 * writing takes at most a tenth of the time. */
void alexnet_training_checkpoint_written(alexnet_training* training, double milliseconds);
int32_t alexnet_training_pieces(alexnet_training* training);
const void* alexnet_training_piece(alexnet_training* training, int32_t index, size_t* size);

/* ---- Inspection ----
 * What every layer computes for a photo, and why the network gives its answer. Functions that return JSON return "" on failure.
 * What does not fit into JSON is returned by alexnet_inspector_picture and alexnet_inspector_numbers; all of it is valid until the
 * inspector's next call. A layer is identified by its name; a unit, which is a channel of the maps or an output of a dense layer,
 * by its number. */
typedef struct alexnet_inspector alexnet_inspector;

/* Creates an inspector of the open model; it keeps that model when another is opened. Returns NULL if no model is open. Must be
 * destroyed before its session. */
alexnet_inspector* alexnet_inspector_create(alexnet_session* session);
void alexnet_inspector_destroy(alexnet_inspector* inspector);

/* Runs the network on a photo and keeps the photo, reduced if it has more than 24 million pixels. Returns the shape Inspection; its
 * region is in pixels of the kept photo. Picture: the network's input image. Numbers: the probabilities of the classes. */
const char* alexnet_inspector_look_at(alexnet_inspector* inspector, const uint8_t* photo, size_t size, alexnet_fit fit);
/* Runs the network on another region of that photo, in pixels, without decoding the photo again. Returns the same. */
const char* alexnet_inspector_look_at_part(alexnet_inspector* inspector, double left, double top, double width, double height);
/* Returns the size of the kept photo: the shape PhotoSize. Picture: the photo, upright, reduced so that its longer side is at most
 * `side` pixels (1 to 4096). */
const char* alexnet_inspector_photo(alexnet_inspector* inspector, int32_t side);

/* Renders all units of a layer. `scale` is what the brightest color represents: the largest value of the "unit", the "layer" or the
 * "network". `side` is the approximate side of the picture in pixels. Returns the shape UnitGrid. Picture: the grid, transparent
 * between the cells. Numbers: min, max, mean and zeros of the first unit, then of the second, ... */
const char* alexnet_inspector_units(alexnet_inspector* inspector, const char* layer, const char* scale, int32_t side);

/* Returns the statistics of a unit: the shape Statistics. Numbers: its map, [y][x]; a dense layer has a single value. */
const char* alexnet_inspector_unit(alexnet_inspector* inspector, const char* layer, int32_t unit);

/* Returns how a value of a unit's map is computed, and from which pixels: the shape ValueBreakdown. The position is (0, 0) for a
 * dense layer. Numbers: patch, kernel and products, each [row][column][channel], if the layer (or the one before its ReLU)
 * multiplies. */
const char* alexnet_inspector_value(alexnet_inspector* inspector, const char* layer, int32_t unit, int32_t y, int32_t x);

/* Renders the filters of the first layer as colors. Returns the shape GridLayout. Picture: the grid. */
const char* alexnet_inspector_filters(alexnet_inspector* inspector);

/* Explains an answer. `question` is the shape ExplainRequest. Returns the shape Explanation. Picture: the explanation, to be
 * overlaid on the input image. Occlusion and maximization run step by step: while `done` is below `of`, the picture is a partial
 * result, and alexnet_inspector_go_on runs the next step and returns the same. Other functions may be called in between; a new
 * photo, region or explanation cancels the one in progress. */
const char* alexnet_inspector_explain(alexnet_inspector* inspector, const char* question);
const char* alexnet_inspector_go_on(alexnet_inspector* inspector);

/* Returns the pixels of the last picture, and stores its size. */
const uint8_t* alexnet_inspector_picture(const alexnet_inspector* inspector, int32_t* width, int32_t* height);
/* Returns the last numbers, and stores how many there are. */
const float* alexnet_inspector_numbers(const alexnet_inspector* inspector, int32_t* count);
/* Returns the 256 colors of maps, RGBA: from 0 to the largest value or, if is_signed != 0, from minus that to plus that. */
const uint8_t* alexnet_inspector_colours(alexnet_inspector* inspector, int32_t is_signed);

#ifdef __cplusplus
}
#endif

#include "alexnet/model_files.h"

#endif
