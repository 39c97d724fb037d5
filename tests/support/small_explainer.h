// A test fixture with an Explainer of the small model of model_bytes.h.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <utility>

#include "app/explainer.h"
#include "app/model_file.h"
#include "support/model_bytes.h"

namespace alexnet {

class SmallExplainer : public ::testing::Test {
 protected:
  void SetUp() override {
    auto model = read_model(SharedBytes(small_model_bytes()), pool_);
    ASSERT_TRUE(model);
    auto explainer = Explainer::create(*model, pool_);
    ASSERT_TRUE(explainer);
    explainer_.emplace(std::move(*explainer));
  }
  void inspect() { ASSERT_TRUE(explainer_->set_photo(small_photo(), {})); }

  ThreadPool pool_{2};
  std::optional<Explainer> explainer_;
};

}  // namespace alexnet
