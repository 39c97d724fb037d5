#include "data/color_components.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "messages/data.h"

namespace alexnet {
namespace {

using Matrix = std::array<std::array<double, 3>, 3>;

// The first and second moments of the colors of one photo (or sums of them): means of the values and of their products.
struct Moments {
  double photos = 0;
  std::array<double, 3> first = {};
  Matrix second = {};
};

Moments moments_of(const Image& image) {
  std::array<std::uint64_t, 3> first = {};
  std::array<std::array<std::uint64_t, 3>, 3> second = {};
  for (std::size_t i = 0; i + 3 <= image.pixels.size(); i += 3) {
    const std::uint8_t* pixel = image.pixels.data() + i;
    for (std::size_t a = 0; a < 3; ++a) {
      first[a] += pixel[a];
      for (std::size_t b = a; b < 3; ++b) second[a][b] += static_cast<std::uint32_t>(pixel[a] * pixel[b]);
    }
  }
  const double pixels = static_cast<double>(image.pixels.size()) / 3;
  Moments result{.photos = 1};
  for (std::size_t a = 0; a < 3; ++a) {
    result.first[a] = static_cast<double>(first[a]) / pixels;
    for (std::size_t b = a; b < 3; ++b) result.second[a][b] = result.second[b][a] = static_cast<double>(second[a][b]) / pixels;
  }
  return result;
}

Matrix covariance(const std::vector<Moments>& of_photos) {
  Moments sum;
  for (const Moments& one : of_photos) {  // in the order of the photos, so that the rounding is the same for every thread count
    sum.photos += one.photos;
    for (std::size_t a = 0; a < 3; ++a) {
      sum.first[a] += one.first[a];
      for (std::size_t b = 0; b < 3; ++b) sum.second[a][b] += one.second[a][b];
    }
  }
  Matrix result;
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < 3; ++b)
      result[a][b] = sum.second[a][b] / sum.photos - sum.first[a] * sum.first[b] / (sum.photos * sum.photos);
  return result;
}

// One rotation of Jacobi's eigenvalue method, in the plane of the axes p and q: makes matrix[p][q] zero.
void rotate(Matrix& matrix, Matrix& vectors, std::size_t p, std::size_t q) {
  if (matrix[p][q] == 0) return;
  const double theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
  const double t = (theta < 0 ? -1 : 1) / (std::abs(theta) + std::hypot(theta, 1.0));
  const double cosine = 1 / std::hypot(t, 1.0), sine = t * cosine;
  const auto turn = [&](double& a, double& b) {
    const double old = a;
    a = cosine * old - sine * b;
    b = sine * old + cosine * b;
  };
  for (std::size_t i = 0; i < 3; ++i) turn(matrix[i][p], matrix[i][q]);
  for (std::size_t i = 0; i < 3; ++i) turn(matrix[p][i], matrix[q][i]);
  for (std::size_t i = 0; i < 3; ++i) turn(vectors[i][p], vectors[i][q]);
}

ColorComponents components_of(Matrix matrix) {
  Matrix vectors = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  for (int sweep = 0; sweep < 20; ++sweep) {  // convergence is quadratic: about five sweeps reach the precision of a double
    rotate(matrix, vectors, 0, 1);
    rotate(matrix, vectors, 0, 2);
    rotate(matrix, vectors, 1, 2);
  }
  std::array<std::size_t, 3> order = {0, 1, 2};
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return matrix[a][a] > matrix[b][b]; });
  ColorComponents result;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t from = order[i];
    std::size_t largest = 0;
    for (std::size_t c = 1; c < 3; ++c)
      if (std::abs(vectors[c][from]) > std::abs(vectors[largest][from])) largest = c;
    const double sign = vectors[largest][from] < 0 ? -1 : 1;
    for (std::size_t c = 0; c < 3; ++c) result.vectors[c * 3 + i] = static_cast<float>(sign * vectors[c][from]);
    result.deviations[i] = static_cast<float>(std::sqrt(std::max(0.0, matrix[from][from])));
  }
  return result;
}

}  // namespace

Result<ColorComponents> color_components(const PhotoSource& photos, const DecodeOptions& decoding, std::size_t max_photos,
                                         const ThreadPool& pool) {
  const std::size_t count = std::min(photos.size(), max_photos);
  std::vector<Moments> of_photos(count);
  pool.parallel_for(count, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto photo = static_cast<std::size_t>(std::uint64_t{i} * photos.size() / count);
      if (const Result<Image> image = photos.load(photo, decoding)) of_photos[i] = moments_of(*image);
    }
  });
  const bool none = std::ranges::all_of(of_photos, [](const Moments& one) { return one.photos == 0; });
  if (none) return fail<msg::kColorComponentsNoPhoto>("lighting");
  return components_of(covariance(of_photos));
}

}  // namespace alexnet
