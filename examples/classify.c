/* Classifies one photo with a model file: classify MODEL PHOTO */
#include <stdio.h>
#include <stdlib.h>

#include "alexnet/alexnet.h"

static unsigned char* read_file(const char* path, size_t* size) {
  FILE* file = fopen(path, "rb");
  unsigned char* bytes = NULL;
  long length;
  if (file == NULL) return NULL;
  if (fseek(file, 0, SEEK_END) == 0 && (length = ftell(file)) > 0 && fseek(file, 0, SEEK_SET) == 0) {
    *size = (size_t)length;
    bytes = malloc(*size);
    if (bytes != NULL && fread(bytes, 1, *size, file) != *size) {
      free(bytes);
      bytes = NULL;
    }
  }
  fclose(file);
  return bytes;
}

int main(int argc, char** argv) {
  size_t size = 0;
  unsigned char* photo;
  alexnet_session* session;
  alexnet_prediction predictions[3];
  alexnet_classification result;
  int ok;
  if (argc != 3) {
    fprintf(stderr, "usage: %s MODEL PHOTO\n", argv[0]);
    return 2;
  }
  photo = read_file(argv[2], &size);
  session = alexnet_create(0);
  if (photo == NULL || session == NULL) {
    fprintf(stderr, "%s cannot be read, or there is no memory\n", argv[2]);
    return 1;
  }
  ok = alexnet_open_model_file(session, argv[1]) == ALEXNET_OK &&
       alexnet_classify(session, photo, size, ALEXNET_FIT_MODEL, 3, predictions, &result) == ALEXNET_OK;
  if (ok) {
    int i;
    for (i = 0; i < result.count; ++i)
      printf("%s %.1f %%\n", alexnet_class_name(session, predictions[i].index), 100 * predictions[i].probability);
  } else {
    fprintf(stderr, "%s\n", alexnet_error(session));
  }
  alexnet_destroy(session);
  free(photo);
  return ok ? 0 : 1;
}
