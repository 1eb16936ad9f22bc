#include "tools/llm_sim/net/message.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <charconv>

namespace dossier::llm_sim {

namespace {

constexpr int overloaded = 529;

std::string_view reason_of(int status) {
  if (status == overloaded)
    return "Overloaded";
  auto known = boost::beast::http::obsolete_reason(
    boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  return {known.data(), known.size()};
}

const http_field* find(const std::vector<http_field>& fields,
                       std::string_view name) {
  auto found = std::ranges::find_if(
    fields, [name](const auto& one) { return is_same_name(one.name, name); });
  return found == fields.end() ? nullptr : &*found;
}

} // namespace

bool is_same_name(std::string_view left, std::string_view right) noexcept {
  return boost::beast::iequals({left.data(), left.size()},
                               {right.data(), right.size()});
}

std::string_view http_request::field(std::string_view name) const {
  const auto* found = find(fields, name);
  return found ? std::string_view{found->value} : std::string_view{};
}

bool http_request::has(std::string_view name) const {
  return find(fields, name) != nullptr;
}

std::string http_head(int status, const std::vector<http_field>& fields) {
  auto result = "HTTP/1.1 " + std::to_string(status) + ' '
                + std::string{reason_of(status)} + "\r\n";
  for (const auto& one : fields)
    result.append(one.name).append(": ").append(one.value).append("\r\n");
  return result + "\r\n";
}

std::string http_answer(int status, std::vector<http_field> fields,
                        std::string_view body) {
  fields.push_back({"content-length", std::to_string(body.size())});
  return http_head(status, fields).append(body);
}

void append_chunk(std::string& to, std::string_view bytes) {
  char size[16];
  auto end = std::to_chars(size, size + sizeof(size), bytes.size(), 16).ptr;
  to.append(size, end).append("\r\n").append(bytes).append("\r\n");
}

} // namespace dossier::llm_sim
