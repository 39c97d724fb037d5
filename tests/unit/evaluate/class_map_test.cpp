#include "evaluate/class_map.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

Model model_of(std::vector<std::string> labels, std::size_t classes) {
  Model model;
  model.spec.classes = classes;
  model.labels = std::move(labels);
  return model;
}

TEST(MapClasses, MatchesByName) {
  const auto map = map_classes(model_of({"cat", "dog", "ship"}, 3), {"ship", "cat"});
  ASSERT_TRUE(map) << map.error().message();
  EXPECT_EQ(*map, (std::vector<std::size_t>{2, 0}));
}

TEST(MapClasses, MatchesOtherSpellingsOfAName) {
  const Model model = model_of({"Cat", "cat", "Dog", "\\xB9", "blue jay "}, 5);
  EXPECT_EQ(*map_classes(model, {"cat", "dog", "\\xB9", "blue jay"}), (std::vector<std::size_t>{1, 2, 3, 4}));
  EXPECT_NE(map_classes(model, {"CAT"}).error().what.find("2 classes named"), std::string::npos);
#ifndef __EMSCRIPTEN__
  EXPECT_EQ(*map_classes(model_of({"cafe\xCC\x81", "dog"}, 2), {"caf\xC3\xA9"}), std::vector<std::size_t>{0});
#endif
}

TEST(MapClasses, ErrorListsUnknownClasses) {
  const auto map = map_classes(model_of({"cat", "dog"}, 2), {"cat", "zebra", "kiwi"});
  ASSERT_FALSE(map);
  EXPECT_EQ(map.error().kind, ErrorKind::kWrongShape);
  EXPECT_EQ(map.error().message(), "classes: the model does not know \"zebra\", \"kiwi\"; it knows \"cat\", \"dog\"");
}

TEST(MapClasses, ErrorListsAtMostFiveClasses) {
  std::vector<std::string> names;
  for (char letter = 'a'; letter <= 'z'; ++letter) names.push_back(std::string(1, letter));
  const auto map = map_classes(model_of({"1", "2"}, 2), names);
  ASSERT_FALSE(map);
  EXPECT_NE(map.error().what.find("\"e\" and 21 more"), std::string::npos) << map.error().what;
}

TEST(MapClasses, RejectsADuplicateClassName) {
  EXPECT_TRUE(map_classes(model_of({"crane", "crane", "dog"}, 3), {"dog"}));
  const auto map = map_classes(model_of({"crane", "crane", "dog"}, 3), {"crane"});
  ASSERT_FALSE(map);
  EXPECT_NE(map.error().what.find("2 classes named \"crane\""), std::string::npos);
}

TEST(MapClasses, KeepsTheOrderWithoutLabels) {
  EXPECT_EQ(*map_classes(model_of({}, 3), {"c", "b", "a"}), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(map_classes(model_of({}, 3), {"a", "b"}).error().kind, ErrorKind::kWrongShape);
}

}  // namespace
}  // namespace alexnet
