#include "io/llm/wire/response/header_values.hpp"

#include "messages/text.hpp"

#include <boost/beast/http/rfc7230.hpp>

#include <algorithm>

namespace dossier::io::llm::wire {

namespace {

/// Where the element at the front ends: a comma in quotes does not end it.
std::size_t element_end(std::string_view list) {
  auto is_quoted = false;
  for (std::size_t at = 0; at < list.size(); ++at)
    if (is_quoted && list[at] == '\\')
      ++at;
    else if (list[at] == '"')
      is_quoted = !is_quoted;
    else if (list[at] == ',' && !is_quoted)
      return at;
  return list.size();
}

void add_elements(std::vector<std::string>& to, std::string_view list) {
  while (!list.empty()) {
    auto end = element_end(list);
    auto element = trim_blanks(list.substr(0, end));
    if (!element.empty())
      to.push_back(lower_ascii(element));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

} // namespace

std::string lower_ascii(std::string_view text) {
  std::string result{text};
  for (auto& letter : result)
    if (letter >= 'A' && letter <= 'Z')
      letter = static_cast<char>(letter - 'A' + 'a');
  return result;
}

std::vector<std::string> list_in(const response_head& head,
                                 std::string_view name) {
  std::vector<std::string> result;
  for (const auto& [known, value] : head.fields)
    if (known == name)
      add_elements(result, value);
  return result;
}

std::string media_type_in(const response_head& head) {
  auto value = head.field("content-type").value_or("");
  return lower_ascii(trim_blanks(value.substr(0, value.find(';'))));
}

std::string charset_in(const response_head& head) {
  auto value = head.field("content-type").value_or("");
  value.remove_prefix(std::min(value.find(';'), value.size()));
  for (const auto& [name, set] :
       boost::beast::http::param_list{{value.data(), value.size()}})
    if (lower_ascii({name.data(), name.size()}) == "charset")
      return lower_ascii({set.data(), set.size()});
  return {};
}

std::string codings_in(const response_head& head) {
  std::string result;
  for (const auto* name : {"content-encoding", "transfer-encoding"})
    for (const auto& coding : list_in(head, name))
      if (coding != "identity" && coding != "chunked")
        result += (result.empty() ? "" : ", ") + coding;
  return result;
}

} // namespace dossier::io::llm::wire
