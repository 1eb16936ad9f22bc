#include "io/http/request_check.hpp"

#include "io/http/refusal.hpp"
#include "messages/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace dossier::io::http {

namespace {

/// Method, two spaces and the version beside the target.
constexpr std::size_t request_line_rest = 64;

/// Two of them would let two readers pick different ones.
constexpr std::array<std::string_view, 12> singular_fields{
  "Host",
  "Content-Length",
  "Transfer-Encoding",
  "Content-Type",
  "Origin",
  "Authorization",
  "Sec-Fetch-Site",
  "Idempotency-Key",
  "Sec-WebSocket-Key",
  "Sec-WebSocket-Version",
  "Last-Event-ID",
  "traceparent",
};

/// What a load balancer asks, often as HTTP/1.0 and of nobody by name.
constexpr std::array<std::string_view, 2> probes{"/healthz", "/readyz"};

struct refused {
  problem why;
};

[[noreturn]] void refuse(problem_code code, std::string detail) {
  throw refused{refusal(code, std::move(detail))};
}

[[noreturn]] void refuse(std::string detail) {
  refuse(problem_code::bad_request, std::move(detail));
}

constexpr bool is_target_char(char c) noexcept {
  return c > ' ' && c < '\x7F'
         && std::string_view{"#\"<>"}.find(c) == std::string_view::npos;
}

constexpr bool is_value_char(char c) noexcept {
  return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != '\x7F');
}

constexpr bool is_host_char(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || (c >= '0' && c <= '9')
         || std::string_view{".-_:[]"}.find(c) != std::string_view::npos;
}

bool is_authority(std::string_view text) noexcept {
  return !text.empty() && text.front() != ':'
         && std::all_of(text.begin(), text.end(), is_host_char);
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

/// Takes scheme and authority off, as a client of a proxy sends them.
void read_absolute_form(std::string_view target, request_head& head) {
  constexpr std::string_view scheme = "http://";
  if (!same_text(target.substr(0, scheme.size()), scheme))
    refuse("the target must be a path that begins with a slash, or a whole "
           "address that begins with http://");
  target.remove_prefix(scheme.size());
  const auto end = std::min(target.find_first_of("/?"), target.size());
  head.authority = target.substr(0, end);
  if (!is_authority(head.authority))
    refuse("the target's server is not a name with an optional port");
  head.target = target.substr(end);
  if (!head.target.starts_with('/'))
    head.target.insert(0, 1, '/');
}

void read_target(std::string_view target, request_head& head,
                 const limits& bounds) {
  if (target.size() > bounds.target_bytes)
    refuse(problem_code::uri_too_long,
           "at most " + std::to_string(bounds.target_bytes) + " bytes");
  if (!std::all_of(target.begin(), target.end(), is_target_char))
    refuse("the target holds a character that must be percent-encoded");
  if (target.starts_with('/'))
    head.target = target;
  else
    read_absolute_form(target, head);
}

void read_request_line(std::string_view line, request_head& head,
                       const limits& bounds) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    refuse("the request line is not: method, target, version");
  head.method = line.substr(0, first);
  const auto version = line.substr(last + 1);
  if (!is_token(head.method))
    refuse("the method is not a token");
  read_target(line.substr(first + 1, last - first - 1), head, bounds);
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
  const auto value = trim_blanks(line.substr(colon + 1));
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

bool has_field(const request_head& head, std::string_view name) noexcept {
  return std::any_of(
    head.fields.begin(), head.fields.end(),
    [name](const header_field& f) { return same_text(f.name, name); });
}

bool is_probe(const request_head& head) noexcept {
  const auto path
    = std::string_view{head.target}.substr(0, head.target.find('?'));
  return head.minor_version == 0
         && std::find(probes.begin(), probes.end(), path) != probes.end();
}

void read_host(request_head& head) {
  const auto host = head.field("Host");
  if (host.empty() && is_probe(head))
    return;
  if (host.empty())
    refuse("Host is missing");
  if (!is_authority(host))
    refuse("Host is not a name with an optional port");
  if (head.authority.empty())
    head.authority = host;
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
  const auto options = head.list("Connection");
  head.keep_alive
    = !has_token(options, "close")
      && (head.minor_version == 1 || has_token(options, "keep-alive"));
}

void read_expectation(request_head& head) {
  const auto text = head.list("Expect");
  const auto expectations = list_elements(text);
  for (const auto expectation : expectations)
    if (!same_text(expectation, "100-continue"))
      refuse("the only expectation is 100-continue");
  head.expects_continue = !expectations.empty() && head.minor_version == 1;
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
  read_host(head);
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
    return std::move(reason.why);
  }
}

std::size_t size_of_empty_lines(std::string_view bytes) noexcept {
  std::size_t size = 0;
  while (bytes.substr(size).starts_with("\r\n"))
    size += 2;
  return size;
}

} // namespace dossier::io::http
