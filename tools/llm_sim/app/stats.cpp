#include "tools/llm_sim/app/stats.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <ctime>

namespace dossier::llm_sim {

using json = nlohmann::ordered_json;

void stats::on_connection() {
  most_connections_ = std::max(most_connections_, ++connections_);
}

void stats::on_disconnection() {
  --connections_;
}

void stats::on_request() {
  ++requests_;
  most_active_ = std::max(most_active_, ++active_);
}

void stats::on_end(const journal_entry& how) {
  --active_;
  ++by_status_[how.status];
  if (!how.fault.empty())
    ++by_fault_[how.fault];
  closed_early_ += how.is_closed_early ? 1 : 0;
  bytes_sent_ += how.bytes_sent;
  input_tokens_ += how.input_tokens;
  output_tokens_ += how.output_tokens;
}

json stats::read() const {
  auto by_status = json::object();
  for (const auto& [status, count] : by_status_)
    by_status[std::to_string(status)] = count;
  auto by_fault = json::object();
  for (const auto& [text, count] : by_fault_)
    by_fault[text] = count;
  return {{"requests", requests_},
          {"active", active_},
          {"mostActive", most_active_},
          {"connections", connections_},
          {"mostConnections", most_connections_},
          {"closedEarly", closed_early_},
          {"bytesSent", bytes_sent_},
          {"inputTokens", input_tokens_},
          {"outputTokens", output_tokens_},
          {"byStatus", by_status},
          {"byFault", by_fault},
          {"cpuMs", 1000.0 * double(std::clock()) / CLOCKS_PER_SEC}};
}

void stats::clear() {
  auto kept = *this;
  *this = {};
  connections_ = most_connections_ = kept.connections_;
  active_ = most_active_ = kept.active_;
}

} // namespace dossier::llm_sim
