#include "io/llm/anthropic/request_fields.hpp"

namespace dossier::io::llm::anthropic {

namespace {

/// Later versions take the key as a bearer token.
constexpr std::string_view key_version = "2023-06-01";

} // namespace

std::vector<std::pair<std::string, std::string>>
request_fields(const client_options& options) {
  std::vector<std::pair<std::string, std::string>> result{
    {"Accept-Encoding", "identity"},
    {"User-Agent", options.user_agent},
    {"anthropic-version", options.version}};
  if (options.version == key_version)
    result.emplace_back("x-api-key", options.key);
  else
    result.emplace_back("Authorization", "Bearer " + options.key);
  return result;
}

} // namespace dossier::io::llm::anthropic
