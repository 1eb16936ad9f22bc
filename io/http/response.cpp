#include "io/http/response.hpp"

#include "io/http/request_check.hpp"
#include "messages/text.hpp"

#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <chrono>
#include <ctime>

namespace dossier::io::http {

namespace {

constexpr std::string_view common_fields
  = "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "X-Frame-Options: DENY\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

/// What is no page may load nothing, whatever a browser takes it for.
constexpr std::string_view closed_policy
  = "default-src 'none'; frame-ancestors 'none'";

/// Older browsers do not count a socket as part of 'self', hence the host.
std::string page_policy(const std::string& host) {
  return "default-src 'self'; script-src 'self'; style-src 'self'; "
         "img-src 'self' data:; font-src 'self'; worker-src 'self'; "
         "connect-src 'self' ws://"
         + host + " wss://" + host
         + "; object-src 'none'; base-uri 'none'; form-action 'self'; "
           "frame-ancestors 'none'";
}

/// Beast 1.81 has the names from before RFC 9110.
std::string_view reason_of(int status) {
  if (status == 413)
    return "Content Too Large";
  if (status == 422)
    return "Unprocessable Content";
  const auto known = boost::beast::http::obsolete_reason(
    boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  return {known.data(), known.size()};
}

void append_field(std::string& head, std::string_view name,
                  std::string_view value) {
  head.append(name).append(": ");
  // A line break in a value would be the next header.
  for (const char c : value)
    head += static_cast<unsigned char>(c) < 0x20 || c == '\x7F' ? ' ' : c;
  head.append("\r\n");
}

/// RFC 9110: `Sat, 21 Nov 2026 20:27:26 GMT`.
std::string http_date() {
  const auto now
    = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[40];
  const auto size
    = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text, size};
}

bool has(const headers& fields, std::string_view name) {
  return std::any_of(fields.begin(), fields.end(), [name](const auto& field) {
    return same_text(field.first, name);
  });
}

void append_length(std::string& head, const reply& answer, body_length how) {
  if (how == body_length::chunked)
    append_field(head, "Transfer-Encoding", "chunked");
  else if (how == body_length::known && !is_bodiless(answer.status))
    append_field(head, "Content-Length",
                 std::to_string(answer.body ? answer.body->size() : 0));
}

} // namespace

std::string response_head(const reply& answer, const answer_frame& frame) {
  std::string head;
  head.reserve(1024);
  head.append("HTTP/1.1 ")
    .append(std::to_string(answer.status))
    .append(" ")
    .append(reason_of(answer.status))
    .append("\r\n");
  append_field(head, "Date", http_date());
  if (!is_bodiless(answer.status))
    append_field(head, "Content-Type", answer.content_type);
  append_length(head, answer, frame.length);
  if (frame.then == after_answer::close)
    append_field(head, "Connection", "close");
  if (frame.then == after_answer::say_keep_open)
    append_field(head, "Connection", "keep-alive");
  for (const auto& [name, value] : answer.extra)
    append_field(head, name, value);
  if (!has(answer.extra, "Cache-Control"))
    append_field(head, "Cache-Control", "no-store");
  append_field(head, "X-Request-Id", frame.trace_id);
  const bool is_page = answer.content_type.starts_with("text/html");
  append_field(head, "Content-Security-Policy",
               is_page ? page_policy(frame.host) : std::string{closed_policy});
  return head.append(common_fields).append("\r\n");
}

bool is_bodiless(int status) noexcept {
  return status < 200 || status == 204 || status == 304;
}

} // namespace dossier::io::http
