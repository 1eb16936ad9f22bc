/// A message of the model, before it is cut into events.

#pragma once

#include "io/llm/demo/random.hpp"
#include "tools/llm_sim/anthropic/request/ask.hpp"
#include "tools/llm_sim/faults/fault.hpp"

namespace dossier::llm_sim::anthropic {

enum class block_kind { thinking, text, tool_use };

struct block {
  block_kind kind = block_kind::text;
  /// What is streamed: thoughts, text, or the JSON of a tool's input.
  std::string text;
  /// Of thinking.
  std::string signature = {};
  /// Of a tool.
  std::string id = {};
  std::string name = {};
};

struct token_usage {
  std::int64_t input = 0;
  std::int64_t cache_write = 0;
  std::int64_t cache_read = 0;
  std::int64_t output = 0;
  std::int64_t thinking = 0;
  /// Whether what is written to the cache stays for an hour.
  bool is_long_cache = false;
};

/// Usage as the service may write it one day.
enum class usage_form { usual, nulls, missing, no_split };

struct answer {
  std::string id;
  /// Of the call, as its header tells it.
  std::string request_id;
  std::string model;
  std::vector<block> blocks;
  std::string stop_reason = "end_turn";
  /// Of a refusal; null otherwise.
  nlohmann::ordered_json stop_details;
  token_usage usage;
  usage_form form = usage_form::usual;
};

/// How the cache took the prompt.
enum class cache_use { none, written, read };

/// Invents the message: `text` is what the model has to say.
answer make_answer(const ask& request, std::string text, cache_use cache,
                   const std::vector<fault>& faults,
                   io::llm::demo::draw_key draws);

/// The message whole, as an answer that is no stream.
nlohmann::ordered_json to_message(const answer& answer);

std::string request_id_of(io::llm::demo::draw_key draws);

/// A hexadecimal name that belongs to a draw.
std::string draw_name(std::string_view prefix, io::llm::demo::draw_key draws);

} // namespace dossier::llm_sim::anthropic
