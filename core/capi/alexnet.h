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

/* The exact square that the network saw in the last classification: square_side * square_side RGBA pixels. NULL before one. */
const uint8_t* alexnet_square(alexnet_session* session);

#ifdef __cplusplus
}
#endif

#endif
