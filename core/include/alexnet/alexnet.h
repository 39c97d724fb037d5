/* The C face of the core: one opaque session, plain structs, integer status. The page's WebAssembly exports exactly this.
 *
 * A function that returns alexnet_status gives 0 when it went well, else a kind of fault; alexnet_error() has the sentence.
 * A session serves one thread at a time. Texts are UTF-8 and belong to the session: they stay until its next call. */
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

typedef struct alexnet_session alexnet_session;

/* threads: 0 means one for each core. NULL when there is no memory. */
alexnet_session* alexnet_create(int32_t threads);
/* Another session on the threads of one that is there, for a second model; of the two one is called at a time. */
alexnet_session* alexnet_create_beside(const alexnet_session* session);
void alexnet_destroy(alexnet_session* session);
/* What went wrong in the last call that failed; "" before the first. */
const char* alexnet_error(const alexnet_session* session);
int32_t alexnet_threads(const alexnet_session* session);

/* Memory for handing bytes over; NULL when there is none. */
void* alexnet_allocate(size_t bytes);
void alexnet_free(void* block);

/* Opens a model file. `bytes` came from alexnet_allocate; the session takes it over, whatever the outcome. A model that was
 * open stays open if the new one is refused. */
alexnet_status alexnet_open_model(alexnet_session* session, void* bytes, size_t size);
/* The same from a path, memory-mapped. ALEXNET_UNSUPPORTED in the browser. */
alexnet_status alexnet_open_model_file(alexnet_session* session, const char* path);

/* The open model as JSON, "" without one:
 * {"variant","width","dense_width","classes","labels":[…],"temperature","sure_above","quantization","parameters","macs","bytes",
 * "activation_bytes","preprocessing":{…},"layers":[{"name","operation","output":[…],"parameters","macs"}],"provenance":{…}} */
const char* alexnet_model_json(alexnet_session* session);
/* The name of a class; "" for an index that there is not. */
const char* alexnet_class_name(alexnet_session* session, int32_t index);

typedef enum { ALEXNET_FIT_MODEL = 0, ALEXNET_FIT_CROP = 1, ALEXNET_FIT_STRETCH = 2 } alexnet_fit;

typedef struct {
  int32_t index;
  float probability; /* 0..1 */
} alexnet_prediction;

typedef struct {
  int32_t count;               /* predictions written */
  int32_t square_side;         /* pixels; see alexnet_square */
  double picture_milliseconds; /* decode, resize, to numbers */
  double network_milliseconds;
  int32_t is_sure; /* 0: the first is less likely than the model's `sure_above` asks for */
} alexnet_classification;

/* Classifies the bytes of a photo (JPEG, PNG, …). `predictions` has room for `top`, the likeliest first. */
alexnet_status alexnet_classify(alexnet_session* session, const uint8_t* photo, size_t size, alexnet_fit fit, int32_t top,
                                alexnet_prediction* predictions, alexnet_classification* result);

/* The middle of a photo, side * side pixels: whether it can be read, and how to show it. alexnet_square gives the pixels. */
alexnet_status alexnet_thumbnail(alexnet_session* session, const uint8_t* photo, size_t size, int32_t side);

/* A photo that nobody took, for whoever has none: a bicycle (label 0) or a ship (label 1), another one for each `drawing` from
 * 0, as the bytes of a PNG of `side` * `side` pixels, 8 to 4096. They stay until the session's next call; NULL for an error. */
const void* alexnet_drawn_photo(alexnet_session* session, int32_t label, int32_t drawing, int32_t side, size_t* size);

/* The exact square that the network saw in the last classification: square_side * square_side RGBA pixels; after that of a
 * thumbnail those. NULL before one. */
const uint8_t* alexnet_square(alexnet_session* session);

/* Training. The host owns the loop, and may classify, save or stop between any two steps:
 *   create; add_photo ...; start or resume; while (!finished) { step(...); if (it ends an epoch) end_epoch_json }
 * Photos are called by the number they were added under, from 0. What goes wrong is the session's error; a text is "" then.
 * `settings` is JSON with the names of `alexnet train --config`; what is missing is a default. */
typedef struct alexnet_training alexnet_training;

/* How training would go, and how long it takes here, measured: for so many photos, evenly spread over so many classes. With
 * use_model, weights are taken from the open model where they fit. Takes the memory for it meanwhile.
 * {"classes":[{"name","training","validation"}],"parameters","learning_parameters","memory_bytes","keeps_features","batch",
 * "steps_per_epoch","first_epoch","epochs","history":[],"step_seconds","feature_seconds"} */
const char* alexnet_estimate_training(alexnet_session* session, const char* settings, int32_t classes, int32_t photos,
                                      int32_t use_model);

/* What augmentation will make of photos, before training begins. `photos` is a JSON array that says how many each class has,
 * where they are added class by class. alexnet_first_learned: the first of a class's photos that is learned from, not set aside
 * to check with, by its number in the class; -1 where something is wrong. alexnet_augment takes that photo's bytes:
 * alexnet_square then has `samples` + 1 squares (1 to 64 samples) of `side` * `side` (1 to 512) RGBA pixels one below the
 * other, the photo as it is and as training will see it in the epochs 0, 1, ... */
int32_t alexnet_first_learned(alexnet_session* session, const char* settings, const char* photos, int32_t label);
alexnet_status alexnet_augment(alexnet_session* session, const char* settings, const char* photos, int32_t label,
                               const uint8_t* photo, size_t size, int32_t samples, int32_t side);

/* `classes` is a JSON array of names. NULL where something is wrong. Lives no longer than its session. */
alexnet_training* alexnet_training_create(alexnet_session* session, const char* settings, const char* classes);
void alexnet_training_destroy(alexnet_training* training);
/* The bytes of a photo (JPEG, PNG, ...), decoded here and not needed afterwards. One that is refused has no number. */
alexnet_status alexnet_training_add_photo(alexnet_training* training, int32_t label, const char* name, const uint8_t* photo,
                                          size_t size);
alexnet_status alexnet_training_start(alexnet_training* training, int32_t use_model);
/* Goes on from a checkpoint that was saved, with the same photos in the same order. `checkpoint` came from alexnet_allocate;
 * it is taken over. `epochs` in all; 0: as many as there were to be. */
alexnet_status alexnet_training_resume(alexnet_training* training, void* checkpoint, size_t size, int32_t epochs);
/* As alexnet_estimate_training, of what has begun. */
const char* alexnet_training_plan_json(alexnet_training* training);
int32_t alexnet_training_finished(alexnet_training* training);

typedef struct {
  int32_t epoch;      /* from 0 */
  int32_t step;       /* of the epoch, from 0 */
  int32_t ends_epoch; /* then alexnet_training_end_epoch_json is due */
  int32_t diverged;   /* going on is pointless; alexnet_training_diagnosis says why */
  double loss;
  double accuracy; /* of the step's photos, 0..1 */
} alexnet_step;
alexnet_status alexnet_training_step(alexnet_training* training, alexnet_step* result);
const char* alexnet_training_diagnosis(alexnet_training* training);

/* {"epoch","loss","accuracy","learning_rate","val_loss","val_accuracy","images_per_second","seconds","is_best","stops_early",
 * "diagnosis"}: null where there is none. */
const char* alexnet_training_end_epoch_json(alexnet_training* training);
/* A few photos that are watched: [{"photo","label","predicted","probability"}], classes by name. */
const char* alexnet_training_samples_json(alexnet_training* training);
/* The first layer's filters as they are now, in colour: {"columns","rows","map_width","map_height","zoom","gap"}, a grid as
 * alexnet_inspector_units has it. alexnet_training_picture gives its RGBA pixels; they stay until the next filters. */
const char* alexnet_training_filters_json(alexnet_training* training);
const uint8_t* alexnet_training_picture(const alexnet_training* training, int32_t* width, int32_t* height);
/* The session's model (the one that was trained, opened) on the photos that were set aside, or on all where none were:
 * {"top1","count","classes":[{"name","count","top1"}],"confusion":[[]],...,"held_out","photos":[{"photo","label","predicted",
 * "probability"}]}, classes by number. */
const char* alexnet_training_judge_json(alexnet_training* training);

typedef enum {
  ALEXNET_CHECKPOINT = 0, /* a model file that training can go on from */
  ALEXNET_MODEL = 1       /* the model as it is now, with settings and history */
} alexnet_training_file;
/* Makes a file ready to be written elsewhere: its pieces one after the other, valid until the next step. */
alexnet_status alexnet_training_save(alexnet_training* training, alexnet_training_file which);
int32_t alexnet_training_pieces(alexnet_training* training);
const void* alexnet_training_piece(alexnet_training* training, int32_t index, size_t* size);

/* Looking inside the open model: what every layer makes of a photo, and why. Answers are JSON, "" where something is wrong (the
 * session's error says what); what cannot be said in JSON lies beside it as a picture or as numbers. All of it stays until the
 * inspector's next call. A layer is called by its name, a unit by its number: a channel of maps, an output of a dense layer. */
typedef struct alexnet_inspector alexnet_inspector;

/* Of the model that is open now; keeps to it when another is opened. NULL where there is none. Lives no longer than its
 * session. */
alexnet_inspector* alexnet_inspector_create(alexnet_session* session);
void alexnet_inspector_destroy(alexnet_inspector* inspector);

/* Puts a photo before the network. Numbers: the probabilities of the classes; picture: the square that the network sees.
 * {"layers":[{"name","operation","shape":[y, x, units] or [units],"kernel","stride","statistics":{"min","max","mean","zeros"},
 * "dead","strongest"}],"largest","photo":{"width","height"},"region":{"left","top","width","height"},"picture_milliseconds",
 * "network_milliseconds"}: `zeros` a share, `dead` units that are 0 everywhere, `strongest` the unit with the largest mean,
 * `largest` a magnitude, that of all hidden layers; `region` is the part of the photo that the square shows, in the photo's
 * pixels. The photo is kept, one of more than 24 million pixels reduced to so many. */
const char* alexnet_inspector_look_at(alexnet_inspector* inspector, const uint8_t* photo, size_t size, alexnet_fit fit);
/* The same of another part of that photo, without decoding it again. */
const char* alexnet_inspector_look_at_part(alexnet_inspector* inspector, double left, double top, double width, double height);
/* That photo, upright. Picture: it, its longer side `side` pixels (1 to 4096) at most. {"width","height"} as it is kept. */
const char* alexnet_inspector_photo(alexnet_inspector* inspector, int32_t side);

/* All units of a layer. `scale`: "unit", "layer" or "network", what the brightest colour stands for; `side`: pixels that the
 * picture has, about. Picture: the grid, nothing (alpha 0) between the cells; unit i is in row i / columns, its corner at gap +
 * column * (map_width * zoom + gap). Numbers: min, max, mean, zeros of the first unit, then of the next.
 * {"columns","rows","map_width","map_height","zoom","gap","signed","largest"}: `signed` colours diverge around 0, `largest`
 * is the layer's magnitude. */
const char* alexnet_inspector_units(alexnet_inspector* inspector, const char* layer, const char* scale, int32_t side);

/* One unit. Numbers: its map [y][x], of a dense layer the one value. {"min","max","mean","zeros"} */
const char* alexnet_inspector_unit(alexnet_inspector* inspector, const char* layer, int32_t unit);

/* One value of a unit's map, (0, 0) of a dense layer: which pixels of the square it sees and how it was made. Numbers: patch,
 * kernel and products, each [row][column][channel], where the layer (or the one before its ReLU) multiplies.
 * {"value","field":{"x","y","width","height"},"arithmetic":{"layer","rows","columns","channels","first_channel","sum","bias",
 * "value","has_relu","result"} or null} */
const char* alexnet_inspector_value(alexnet_inspector* inspector, const char* layer, int32_t unit, int32_t y, int32_t x);

/* The filters of the first layer, in colour. Picture: a grid as alexnet_inspector_units has it. {"columns",…,"gap"} */
const char* alexnet_inspector_filters(alexnet_inspector* inspector);

/* `question`: {"method":"gradient", "guided", "grad-cam", "occlusion" or "maximize","layer","class","unit","patch","stride",
 * "steps","seed"}, a class by its number; without one it is the likeliest, with a unit it is that unit of the layer. Picture:
 * the explanation, to be laid over the square. {"layer","class","label","probability","unit","value","start","done","of",
 * "milliseconds"}. Occlusion and maximization go step by step: where `done` is below `of` the picture is what there is so far,
 * and alexnet_inspector_go_on takes a step and answers likewise. Other questions may come in between; a new photo, part or
 * explanation ends it. */
const char* alexnet_inspector_explain(alexnet_inspector* inspector, const char* question);
const char* alexnet_inspector_go_on(alexnet_inspector* inspector);

/* RGBA pixels. */
const uint8_t* alexnet_inspector_picture(const alexnet_inspector* inspector, int32_t* width, int32_t* height);
const float* alexnet_inspector_numbers(const alexnet_inspector* inspector, int32_t* count);
/* The 256 colours that maps are drawn in, RGBA: from 0 to the largest, or (`is_signed`) from minus that over 0. */
const uint8_t* alexnet_inspector_colours(alexnet_inspector* inspector, int32_t is_signed);

#ifdef __cplusplus
}
#endif

#endif
