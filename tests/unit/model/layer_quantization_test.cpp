#include "model/layer_quantization.h"

#include <gtest/gtest.h>

#include "model/alexnet.h"
#include "support/expect_error.h"

namespace alexnet {
namespace {

TEST(LayerQuantization, StaysTheSameThroughJson) {
  const ModelSpec spec = *make_spec("torchvision", {});
  LayerQuantizations activations;
  activations["conv1"].input = ActivationQuantization{.scale = 0.0187f, .zero_point = 114};
  activations["conv1"].output = ActivationQuantization{.scale = 0.25f, .zero_point = -128, .is_signed = true};
  activations["fc6"].input = ActivationQuantization{.rule = QuantizationRule::kDynamic};
  activations["fc8"].input = ActivationQuantization{.rule = QuantizationRule::kSymmetric};
  const auto read = layer_quantizations_from_json(to_json(activations), spec);
  ASSERT_TRUE(read) << read.error().message();
  ASSERT_EQ(read->size(), 3u);
  for (const auto& [name, layer] : activations) {
    EXPECT_EQ(read->at(name).input, layer.input) << name;
    EXPECT_EQ(read->at(name).output, layer.output) << name;
  }
}

TEST(LayerQuantization, OfUntrustedFilesIsChecked) {
  const ModelSpec spec = *make_spec("torchvision", {});
  for (const char* json :
       {"[", "[]", R"({"conv9":{}})", R"({"conv1":3})", R"({"conv1":{"input":{"rule":"other"}}})", R"({"conv1":{"input":{}}})",
        R"({"conv1":{"weights":{"rule":"dynamic"}}})", R"({"conv1":{"input":{"rule":"static"}}})",
        R"({"conv1":{"input":{"rule":"static","scale":0,"zero_point":0,"signed":false}}})",
        R"({"conv1":{"input":{"rule":"static","scale":1e99,"zero_point":0,"signed":false}}})",
        R"({"conv1":{"input":{"rule":"static","scale":1,"zero_point":-1,"signed":false}}})",
        R"({"conv1":{"input":{"rule":"static","scale":1,"zero_point":128,"signed":true}}})",
        R"({"conv1":{"input":{"rule":"static","scale":1,"zero_point":18446744073709551615,"signed":false}}})"}) {
    const auto read = layer_quantizations_from_json(json, spec);
    ASSERT_FALSE(read) << json;
    EXPECT_EQ(read.error().code, "activation_quantization") << json;
  }
}

}  // namespace
}  // namespace alexnet
