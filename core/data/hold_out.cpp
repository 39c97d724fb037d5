#include "data/hold_out.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/rng.h"
#include "data/random_streams.h"

namespace alexnet {
namespace {

std::size_t share_of(std::size_t count, double fraction) {
  if (fraction == 0 || count < 2) return 0;
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::lround(static_cast<double>(count) * fraction)), 1, count - 1);
}

struct Group {
  std::vector<std::size_t> photos;
  bool spans_classes = false;
};

std::vector<Group> collect(std::span<const std::size_t> labels, std::span<const std::size_t> groups) {
  std::vector<Group> members(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    Group& group = members[groups[i]];
    group.photos.push_back(i);
    if (labels[i] != labels[group.photos.front()]) group.spans_classes = true;
  }
  return members;
}

// Chooses the groups to hold out of a class, whose photos are in the order in which they were drawn.
void hold_out_groups(std::span<const std::size_t> drawn, std::span<const std::size_t> groups, const std::vector<Group>& members,
                     std::size_t share, std::vector<bool>& held_out) {
  std::size_t left = share;
  const Group* smallest = nullptr;
  const auto take = [&](const Group& group) {
    for (const std::size_t photo : group.photos) held_out[photo] = true;
  };
  for (const std::size_t photo : drawn) {
    const Group& group = members[groups[photo]];
    if (group.spans_classes || held_out[photo] || group.photos.size() == drawn.size()) continue;
    if (smallest == nullptr || group.photos.size() < smallest->photos.size()) smallest = &group;
    if (group.photos.size() > left) continue;
    take(group);
    left -= group.photos.size();
  }
  if (left == share && share > 0 && smallest != nullptr) take(*smallest);
}

}  // namespace

std::vector<bool> hold_out(std::span<const std::size_t> labels, std::size_t classes, double fraction, std::uint64_t seed) {
  std::vector<std::size_t> alone(labels.size());
  std::iota(alone.begin(), alone.end(), std::size_t{0});
  return hold_out(labels, alone, classes, fraction, seed);
}

// The photos of each class with the smallest random numbers are held out.
std::vector<bool> hold_out(std::span<const std::size_t> labels, std::span<const std::size_t> groups, std::size_t classes,
                           double fraction, std::uint64_t seed) {
  std::vector<std::vector<std::pair<std::uint64_t, std::size_t>>> numbers(classes);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    auto& of_class = numbers[labels[i]];
    const auto words = random_words(seed, kSplitStream + labels[i], of_class.size());
    of_class.emplace_back(std::uint64_t{words[0]} << 32 | words[1], i);
  }
  const std::vector<Group> members = collect(labels, groups);
  std::vector<bool> held_out(labels.size());
  for (auto& of_class : numbers) {
    std::ranges::sort(of_class);
    std::vector<std::size_t> drawn;
    drawn.reserve(of_class.size());
    for (const auto& [number, photo] : of_class) drawn.push_back(photo);
    hold_out_groups(drawn, groups, members, share_of(drawn.size(), fraction), held_out);
  }
  return held_out;
}

}  // namespace alexnet
