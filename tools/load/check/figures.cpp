#include "tools/load/check/figures.hpp"

#include <algorithm>
#include <cmath>

namespace dossier::load {

namespace {

/// The nearest rank: a value that was really measured.
double percentile(const std::vector<double>& sorted, double share) {
  auto rank = std::ceil(share * double(sorted.size()));
  return sorted[std::size_t(std::max(rank, 1.0)) - 1];
}

json summary_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  auto rounded = [](double value) { return std::round(value * 100) / 100; };
  return {{"count", values.size()},
          {"p50", rounded(percentile(values, 0.50))},
          {"p95", rounded(percentile(values, 0.95))},
          {"p99", rounded(percentile(values, 0.99))},
          {"max", rounded(values.back())}};
}

} // namespace

long long figures::counted(const std::string& name) const {
  auto found = counts_.find(name);
  return found == counts_.end() ? 0 : found->second;
}

json figures::show() const {
  auto result = json::object();
  for (const auto& [name, value] : counts_)
    result[name] = value;
  for (const auto& [name, values] : samples_)
    result[name] = summary_of(values);
  return result;
}

} // namespace dossier::load
