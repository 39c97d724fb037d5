#include "interop/import_model.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

TEST(ModelName, HasASupportedExtension) {
  for (const char* name : {"a.safetensors", "/x/b.PTH", "c.d.Onnx", "e.keras", "f.h5", "g.npz", "h.caffemodel"})
    EXPECT_TRUE(is_model_name(name)) << name;
  for (const char* name : {"onnx", "a.onnx.txt", "a.", "", ".onnx/a", "a.jpg"}) EXPECT_FALSE(is_model_name(name)) << name;
}

}  // namespace
}  // namespace alexnet
