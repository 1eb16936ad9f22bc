/// A request as it arrived, and the head of an answer.

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::llm_sim {

struct http_field {
  std::string name;
  std::string value;
};

struct http_request {
  std::string method;
  /// Without the query.
  std::string path;
  std::map<std::string, std::string> query;
  std::vector<http_field> fields;
  std::string body;
  bool is_keep_alive = true;

  /// Empty when it is not there; names do not mind their case.
  std::string_view field(std::string_view name) const;
  bool has(std::string_view name) const;
};

bool is_same_name(std::string_view left, std::string_view right) noexcept;

/// Status line, fields and the empty line.
std::string http_head(int status, const std::vector<http_field>& fields);

/// A whole answer with its length.
std::string http_answer(int status, std::vector<http_field> fields,
                        std::string_view body);

/// One chunk of a chunked body; the empty one ends it.
void append_chunk(std::string& to, std::string_view bytes);

} // namespace dossier::llm_sim
