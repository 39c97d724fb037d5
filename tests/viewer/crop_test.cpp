#include "crop.h"

#include <gtest/gtest.h>

namespace alexnet::viewer {
namespace {

const Image kPhoto = {200, 100, {}};

TEST(Crop, MovesToTheEdgeOfThePhoto) {
  EXPECT_EQ(move_region({10, 20, 50, 50}, 5, -3, kPhoto), (Region{15, 17, 50, 50}));
  EXPECT_EQ(move_region({10, 20, 50, 50}, 500, -300, kPhoto), (Region{150, 0, 50, 50}));
  EXPECT_EQ(move_region({0, 0, 200, 100}, 7, 7, kPhoto), (Region{0, 0, 200, 100}));
}

TEST(Crop, DraggingACornerKeepsTheOppositeCornerAndTheAspect) {
  EXPECT_EQ(resize_region({10, 20, 40, 40}, Corner::kBottomRight, 70, 60, kPhoto), (Region{10, 20, 60, 60}));
  EXPECT_EQ(resize_region({10, 20, 40, 40}, Corner::kTopLeft, 30, 45, kPhoto), (Region{30, 40, 20, 20}));
  EXPECT_EQ(resize_region({100, 20, 60, 30}, Corner::kBottomLeft, 120, 30, kPhoto), (Region{120, 20, 40, 20}));
}

TEST(Crop, StaysInsideThePhotoAndAboveTheSmallestSize) {
  EXPECT_EQ(resize_region({10, 20, 40, 40}, Corner::kBottomRight, 900, 900, kPhoto), (Region{10, 20, 80, 80}));
  EXPECT_EQ(resize_region({10, 20, 40, 40}, Corner::kTopRight, 900, -900, kPhoto), (Region{10, 0, 60, 60}));
  EXPECT_EQ(resize_region({10, 20, 40, 40}, Corner::kBottomRight, 0, 0, kPhoto).width, kSmallestCrop);
  EXPECT_EQ(resize_region({0, 0, 200, 100}, Corner::kBottomRight, 0, 0, kPhoto).height, kSmallestCrop);
}

}  // namespace
}  // namespace alexnet::viewer
