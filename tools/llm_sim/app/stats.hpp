/// What passed so far, in numbers.

#pragma once

#include "tools/llm_sim/app/journal.hpp"

#include <map>

namespace dossier::llm_sim {

/// One thread.
class stats {
public:
  void on_connection();
  void on_disconnection();
  void on_request();
  /// `active` falls again.
  void on_end(const journal_entry& how);

  nlohmann::ordered_json read() const;
  /// Connections and active requests stay, as they are there.
  void clear();

private:
  std::size_t connections_ = 0;
  std::size_t most_connections_ = 0;
  std::size_t active_ = 0;
  std::size_t most_active_ = 0;
  std::uint64_t requests_ = 0;
  std::uint64_t closed_early_ = 0;
  std::uint64_t bytes_sent_ = 0;
  std::int64_t input_tokens_ = 0;
  std::int64_t output_tokens_ = 0;
  std::map<int, std::uint64_t> by_status_;
  std::map<std::string, std::uint64_t> by_fault_;
};

} // namespace dossier::llm_sim
