/// What the simulator was told on its command line.

#pragma once

#include "tools/llm_sim/content/pace.hpp"
#include "tools/llm_sim/faults/plan.hpp"

#include <filesystem>

namespace dossier::llm_sim {

struct options {
  std::string address = "127.0.0.1";
  /// 0 picks a free one.
  std::uint16_t port = 0;
  std::uint64_t seed = 1;
  pace how;
  fault_plan faults;
  std::filesystem::path pipelines = "config/pipelines";
  /// Whether requests are checked as the real service checks them.
  bool is_strict = false;
  /// Whether a cached prefix is warm for everybody who sends it later. Usage
  /// depends on the order of calls then.
  bool has_shared_cache = false;
  /// Decides which models are retired; empty: the day it is.
  std::string today;
  std::size_t journal_body_bytes = 16 * 1024;
  /// Both or neither.
  std::filesystem::path certificate;
  std::filesystem::path key;
};

} // namespace dossier::llm_sim
