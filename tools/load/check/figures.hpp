/// What was measured: samples and their percentiles, and plain counts.

#pragma once

#include "tools/load/check/graph.hpp"

#include <map>
#include <string>
#include <vector>

namespace dossier::load {

class figures {
public:
  void sample(const std::string& name, double value) {
    samples_[name].push_back(value);
  }

  void count(const std::string& name, long long by = 1) {
    counts_[name] += by;
  }

  long long counted(const std::string& name) const;

  /// Counts by name, and `{count, p50, p95, p99, max}` for what was sampled.
  json show() const;

private:
  std::map<std::string, std::vector<double>> samples_;
  std::map<std::string, long long> counts_;
};

} // namespace dossier::load
