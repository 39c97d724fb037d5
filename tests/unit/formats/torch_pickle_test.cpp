#include "formats/torch/pickle.h"

#include <gtest/gtest.h>

#include <string>

namespace alexnet {
namespace {

using namespace std::string_literals;

Result<Pickle> read(const std::string& pickle) {
  return read_pickle({reinterpret_cast<const std::uint8_t*>(pickle.data()), pickle.size()});
}

// The bytes are those of pickle.dumps(..., protocol=2).
TEST(Pickle, ReadsPlainValues) {
  const auto pickle = read(
      "\x80\x02}q\x00(X\x01\x00\x00\x00"
      "aq\x01K\x07X\x01\x00\x00\x00"
      "bq\x02G?\xe0\x00\x00\x00\x00\x00\x00"
      "X\x01\x00\x00\x00"
      "cq\x03J\xff\xff\xff\xffu.rest"s);
  ASSERT_TRUE(pickle) << pickle.error().message();
  EXPECT_EQ(pickle->size, 48u);
  const auto& items = std::get<PickleDict>(pickle->result()).items;
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(std::get<std::string>((*pickle)[items[0].first]), "a");
  EXPECT_EQ(std::get<std::int64_t>((*pickle)[items[0].second]), 7);
  EXPECT_EQ(std::get<double>((*pickle)[items[1].second]), 0.5);
  EXPECT_EQ(std::get<std::int64_t>((*pickle)[items[2].second]), -1);
}

TEST(Pickle, ExecutesNoCode) {
  for (const std::string& pickle : {
           "cos\nsystem\n(S'echo hello'\ntR."s,                      // os.system('echo hello')
           "\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x02ls\x85R."s,  // the same in protocol 4
           "\x80\x02"
           "c__builtin__\neval\nX\x01\x00\x00\x00"
           "1\x85R."s,
           "\x80\x02"
           "ctorch._utils\n_rebuild_everything\n)R."s,
           "\x80\x02"
           "ctorch\nload\nX\x01\x00\x00\x00"
           "f\x85R."s,
           "\x80\x02"
           "ctorchvision.models.alexnet\nAlexNet\n)\x81}b."s,  // a whole model
       }) {
    const auto result = read(pickle);
    ASSERT_TRUE(result) << result.error().message();
    EXPECT_TRUE(std::holds_alternative<PickleObject>(result->result()));  // a description: nothing was looked up or called
  }
}

TEST(Pickle, DescribesObjectsOfOtherClasses) {
  // What pickle.dumps(argparse.Namespace(lr=1), protocol=2) writes, in its essentials.
  const auto pickle = read(
      "\x80\x02"
      "cargparse\nNamespace\n)\x81}X\x02\x00\x00\x00lrK\x01sb."s);
  ASSERT_TRUE(pickle) << pickle.error().message();
  const auto& object = std::get<PickleObject>(pickle->result());
  EXPECT_EQ(object.type, "argparse.Namespace");
  ASSERT_TRUE(object.state);
  const auto& state = std::get<PickleDict>((*pickle)[*object.state]);
  ASSERT_EQ(state.items.size(), 1u);
  EXPECT_EQ(std::get<std::string>((*pickle)[state.items[0].first]), "lr");
}

// What a class that is not built would keep, such as the items of a collections.deque, is dropped.
TEST(Pickle, SkipsWhatIsAddedToOtherObjects) {
  const auto pickle = read(
      "ccollections\ndeque\n)R"
      "(K\x01K\x02"
      "e(K\x01K\x02"
      "uK\x03"
      "aK\x01K\x02s."s);
  ASSERT_TRUE(pickle) << pickle.error().message();
  EXPECT_TRUE(std::holds_alternative<PickleObject>(pickle->result()));
}

TEST(Pickle, RejectsMalformedInput) {
  for (const std::string& pickle : {
           ""s,
           "."s,       // an empty stack
           "N"s,       // no STOP
           "t."s,      // no mark
           "(0."s,     // pops the mark
           "h\x05."s,  // gets a missing entry of the memo
           "q\x00."s,  // puts the top of an empty stack into the memo
           "}K\x01K\x02"
           "a."s,              // appends to a number
           "](K\x01K\x02u."s,  // sets items of a list
           "}(K\x01u."s,       // a key without a value
           "X\xff\xff\xff\x7f"
           "abc."s,  // a string of 2 GB
           "\x8d\xff\xff\xff\xff\xff\xff\xff\xff"
           "abc."s,
           "I12x\n."s,
           "I99999999999999999999\n."s,
           "S'abc\n."s,
           "\x8a\x7f"
           "abc."s,      // an integer of 127 bytes
           "K\x01)R."s,  // calls a number
           "ccollections\nOrderedDict\nK\x01R."s,
           "ctorch._utils\n_rebuild_tensor_v2\n)R."s,
           "ctorch._utils\n_rebuild_tensor_v2\n(K\x01K\x01))tR."s,  // the storage is a number
           "K\x01Q."s,
           "(X\x07\x00\x00\x00storageK\x01K\x02K\x03K\x04tQ."s,
       })
    EXPECT_FALSE(read(pickle)) << pickle;
}

TEST(Pickle, SurvivesAListThatContainsItself) {
  const auto pickle = read(
      "\x80\x02]q\x00h\x00"
      "a."s);
  ASSERT_TRUE(pickle);
  const auto& list = std::get<PickleList>(pickle->result());
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0], pickle->root);
}

TEST(Pickle, SurvivesDeepNesting) {
  std::string deep(1'000'000, ']');
  deep += std::string(999'999, 'a') + '.';
  EXPECT_TRUE(read(deep));
  EXPECT_FALSE(read(std::string(1'000'000, '(') + '.'));
}

// The pickle stores a list once and builds many dictionaries from it.
TEST(Pickle, LimitsCopies) {
  std::string bomb = "]q\x00("s;
  for (int i = 0; i < 10'000; ++i) bomb += "K\x01K\x02\x86";
  bomb += "e0";
  for (int i = 0; i < 10'000; ++i) bomb += "ccollections\nOrderedDict\nh\x00\x85R0"s;
  const auto pickle = read(bomb + "N.");
  ASSERT_FALSE(pickle);
  EXPECT_EQ(pickle.error().kind, ErrorKind::kTooLarge);
}

TEST(Pickle, RejectsOversizedPickles) {
  std::string lengthy;
  while (lengthy.size() <= kMaxPickle) lengthy += "N0";
  EXPECT_EQ(read(lengthy + "N.").error().kind, ErrorKind::kTooLarge);
}

}  // namespace
}  // namespace alexnet
