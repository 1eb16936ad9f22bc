#include "io/http/request_check.hpp"

#include "io/http/refusal.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace dossier::io::http {

namespace {

/// Method, two spaces and the version beside the target.
constexpr std::size_t request_line_rest = 64;

/// Two of them would let two readers pick different ones.
constexpr std::array<std::string_view, 14> singular_fields{
  "Host",           "Content-Length",  "Transfer-Encoding",
  "Content-Type",   "Origin",          "Authorization",
  "Sec-Fetch-Site", "Idempotency-Key", "Sec-WebSocket-Key",
  "Last-Event-ID",  "Expect",          "Upgrade",
  "Connection",     "traceparent",
};

struct refused {
  problem what;
};

[[noreturn]] void refuse(problem_code code, std::string detail) {
  throw refused{refusal(code, std::move(detail))};
}

[[noreturn]] void refuse(std::string detail) {
  refuse(problem_code::bad_request, std::move(detail));
}

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

constexpr bool is_token_char(char c) noexcept {
  const auto folded = lower(c);
  return (folded >= 'a' && folded <= 'z') || is_digit(c)
         || std::string_view{"!#$%&'*+-.^_`|~"}.find(c)
              != std::string_view::npos;
}

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

constexpr bool is_target_char(char c) noexcept {
  return c > ' ' && c < '\x7F'
         && std::string_view{"#\"<>"}.find(c) == std::string_view::npos;
}

constexpr bool is_value_char(char c) noexcept {
  return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != '\x7F');
}

constexpr bool is_host_char(char c) noexcept {
  const auto folded = lower(c);
  return (folded >= 'a' && folded <= 'z') || is_digit(c)
         || std::string_view{".-_:[]"}.find(c) != std::string_view::npos;
}

std::string_view trim(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// -- lines --------------------------------------------------------------------

/// Splits off the first line; nothing while its end has not come.
std::optional<std::string_view> take_line(std::string_view& rest) {
  const auto end = rest.find_first_of(std::string_view{"\r\n\0", 3});
  if (end == std::string_view::npos)
    return {};
  if (rest[end] == '\0')
    refuse("the header holds a NUL");
  if (rest[end] == '\n')
    refuse("a header line ends with a bare line feed");
  if (end + 1 == rest.size())
    return {};
  if (rest[end + 1] != '\n')
    refuse("the header holds a bare carriage return");
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 2);
  return line;
}

void read_request_line(std::string_view line, request_head& head,
                       const limits& bounds) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    refuse("the request line is not: method, target, version");
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (!is_token(head.method))
    refuse("the method is not a token");
  if (head.target.size() > bounds.target_bytes)
    refuse(problem_code::uri_too_long,
           "at most " + std::to_string(bounds.target_bytes) + " bytes");
  if (!head.target.starts_with('/'))
    refuse("the target must be a path that begins with a slash");
  if (!std::all_of(head.target.begin(), head.target.end(), is_target_char))
    refuse("the target holds a character that must be percent-encoded");
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    refuse("only HTTP/1.1 and HTTP/1.0 are spoken here");
  head.minor_version = version.back() - '0';
}

void read_field(std::string_view line, request_head& head) {
  if (line.front() == ' ' || line.front() == '\t')
    refuse("a header line is folded");
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
    refuse("a header line is not: name, colon, value");
  const auto name = line.substr(0, colon);
  const auto value = trim(line.substr(colon + 1));
  if (!std::all_of(value.begin(), value.end(), is_value_char))
    refuse("the value of " + std::string{name} + " holds a control character");
  head.fields.push_back({name, value});
}

// -- what the fields mean -----------------------------------------------------

void check_repetition(const request_head& head) {
  for (const auto name : singular_fields) {
    const auto count = std::count_if(
      head.fields.begin(), head.fields.end(),
      [name](const header_field& f) { return same_text(f.name, name); });
    if (count > 1)
      refuse(std::string{name} + " is given more than once");
  }
}

void check_host(const request_head& head) {
  const auto host = head.field("Host");
  if (host.empty())
    refuse("Host is missing");
  if (!std::all_of(host.begin(), host.end(), is_host_char))
    refuse("Host is not a name with an optional port");
}

bool has_field(const request_head& head, std::string_view name) noexcept {
  return std::any_of(
    head.fields.begin(), head.fields.end(),
    [name](const header_field& f) { return same_text(f.name, name); });
}

void read_length(request_head& head) {
  if (!has_field(head, "Content-Length"))
    return;
  const auto text = head.field("Content-Length");
  std::uint64_t length = 0;
  const auto [end, error]
    = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc{} || end != text.data() + text.size())
    refuse("Content-Length is not a number");
  head.content_length = length;
}

void read_framing(request_head& head) {
  read_length(head);
  if (!has_field(head, "Transfer-Encoding"))
    return;
  if (head.minor_version == 0)
    refuse("HTTP/1.0 knows no Transfer-Encoding");
  if (head.content_length)
    refuse("Transfer-Encoding and Content-Length exclude each other");
  if (!same_text(head.field("Transfer-Encoding"), "chunked"))
    refuse("the only Transfer-Encoding is chunked");
  head.chunked = true;
}

void read_persistence(request_head& head) {
  const auto wish = head.field("Connection");
  head.keep_alive = head.minor_version == 1 ? !has_token(wish, "close")
                                            : has_token(wish, "keep-alive");
}

void read_expectation(request_head& head) {
  const auto wish = head.field("Expect");
  if (!wish.empty() && !same_text(wish, "100-continue"))
    refuse("the only expectation is 100-continue");
  head.expects_continue = !wish.empty() && head.minor_version == 1;
}

head_check read_head(std::string_view bytes, const limits& bounds) {
  request_head head;
  auto rest = bytes.substr(0, bounds.header_bytes);
  auto line = take_line(rest);
  if (!line && bytes.size() > bounds.target_bytes + request_line_rest)
    refuse(problem_code::uri_too_long,
           "at most " + std::to_string(bounds.target_bytes) + " bytes");
  if (line)
    read_request_line(*line, head, bounds);
  while (line && (line = take_line(rest)) && !line->empty()) {
    if (head.fields.size() == bounds.header_fields)
      refuse(problem_code::headers_too_large,
             "at most " + std::to_string(bounds.header_fields) + " fields");
    read_field(*line, head);
  }
  if (!line && bytes.size() >= bounds.header_bytes)
    refuse(problem_code::headers_too_large,
           "at most " + std::to_string(bounds.header_bytes) + " bytes");
  if (!line)
    return head_incomplete{};
  head.size = static_cast<std::size_t>(rest.data() - bytes.data());
  check_repetition(head);
  check_host(head);
  read_framing(head);
  read_persistence(head);
  read_expectation(head);
  return head;
}

} // namespace

std::string_view request_head::field(std::string_view name) const noexcept {
  for (const auto& field : fields)
    if (same_text(field.name, name))
      return field.value;
  return {};
}

std::string request_head::list(std::string_view name) const {
  std::string result;
  for (const auto& field : fields)
    if (same_text(field.name, name))
      result.append(result.empty() ? "" : ", ").append(field.value);
  return result;
}

head_check check_head(std::string_view bytes, const limits& bounds) {
  try {
    return read_head(bytes, bounds);
  } catch (refused& reason) {
    return std::move(reason.what);
  }
}

bool same_text(std::string_view left, std::string_view right) noexcept {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char l, char r) { return lower(l) == lower(r); });
}

bool has_token(std::string_view list, std::string_view token) noexcept {
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (same_text(trim(list.substr(0, comma)), token))
      return true;
    if (comma == std::string_view::npos)
      return false;
    list.remove_prefix(comma + 1);
  }
  return false;
}

} // namespace dossier::io::http
