/// What was asked and what came of it: the newest calls, for tests to look at.

#pragma once

#include "tools/llm_sim/net/message.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

namespace dossier::llm_sim {

struct journal_entry {
  std::uint64_t seq = 0;
  std::string method;
  std::string path;
  std::vector<http_field> fields;
  std::string body_hash;
  std::size_t body_bytes = 0;
  /// Its beginning, as far as bodies are kept.
  std::string body;
  std::string test;
  std::string stage;
  std::string company;
  std::string model;
  /// Of this stage, company and test; 0: this is no call to a model.
  std::uint64_t nth = 0;
  std::string request_id;
  /// As they were written, with `;` between.
  std::string fault;
  /// 0: there was no answer.
  int status = 0;
  std::size_t bytes_sent = 0;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  /// Since the simulator began.
  std::chrono::microseconds began{};
  /// Since the request was read.
  std::optional<std::chrono::microseconds> first_byte;
  std::optional<std::chrono::microseconds> ended;
  bool is_closed_early = false;
};

/// One thread.
class journal {
public:
  explicit journal(std::size_t max_body_bytes);

  /// Notes a request; keys in its header are not kept. Who answers it goes on
  /// writing into the entry, whether or not it is still in the journal.
  std::shared_ptr<journal_entry> open(const http_request& from,
                                      std::chrono::microseconds now);

  /// `{"entries": [...], "last": n, "first": n}`: those after `since`.
  nlohmann::ordered_json read(std::uint64_t since) const;

  void clear();

private:
  std::size_t max_body_bytes_;
  std::uint64_t last_ = 0;
  std::deque<std::shared_ptr<const journal_entry>> entries_;
};

} // namespace dossier::llm_sim
