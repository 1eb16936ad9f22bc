#include "io/http/intake.hpp"

#include "io/http/local_access.hpp"
#include "io/http/refusal.hpp"
#include "messages/text.hpp"

#include <algorithm>
#include <charconv>

namespace dossier::io::http {

namespace {

constexpr std::size_t max_key_bytes = 255;

/// What is answered when the client asks for nothing else.
constexpr std::string_view json_type = "application/json";

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c > ' ' && c < '\x7F'; });
}

bool is_key(std::string_view text) {
  return text.size() <= max_key_bytes && is_visible(text);
}

bool has_key(const request_head& head) {
  return std::any_of(head.fields.begin(), head.fields.end(), [](const auto& f) {
    return same_text(f.name, "Idempotency-Key");
  });
}

std::optional<problem> check_key(const request_head& head, const route& row) {
  if (row.idempotency == idempotency::no_key || !has_key(head))
    return {};
  const auto key = head.field("Idempotency-Key");
  if (key.empty() || !is_key(key))
    return refusal(problem_code::bad_request,
                   "Idempotency-Key must be 1 to 255 visible ASCII characters");
  return {};
}

problem unreadable_body(std::string detail, headers extra = {}) {
  return refusal(problem_code::unsupported_media_type, std::move(detail),
                 std::move(extra));
}

/// Nothing here undoes what a client has packed.
std::optional<problem> check_coding(const request_head& head) {
  const auto text = head.list("Content-Encoding");
  for (const auto coding : list_elements(text))
    if (!same_text(coding, "identity"))
      return unreadable_body(
        "a body with Content-Encoding "
          + (is_token(coding) ? std::string{coding} : "of that kind")
          + " is not read here: send it as it is",
        {{"Accept-Encoding", "identity"}});
  return {};
}

/// Everybody's JSON is UTF-8, whatever else is said about it.
std::optional<problem> check_json_type(const request_head& head) {
  const auto type = parse_media_type(head.field("Content-Type"));
  if (!type || !same_text(type->essence, json_type))
    return unreadable_body("Content-Type must be application/json, in UTF-8");
  for (const auto& [name, value] : type->parameters)
    if (same_text(name, "charset") && !same_text(value, "utf-8")
        && !same_text(value, "utf8"))
      return unreadable_body(
        "the charset must be UTF-8"
        + (is_visible(value) ? ", not " + value : std::string{}));
  return {};
}

std::optional<problem> check_body(const request_head& head, const route& row,
                                  const limits& bounds) {
  if (head.content_length.value_or(0) > bounds.body_bytes)
    return refusal(problem_code::too_large,
                   "at most " + std::to_string(bounds.body_bytes) + " bytes");
  if (row.body == body_form::none && head.has_body())
    return refusal(problem_code::bad_request, "this request takes no body");
  const bool must_be_json
    = row.body == body_form::json
      || (row.body == body_form::no_fields && head.has_body());
  if (auto wrong = head.has_body() ? check_coding(head) : std::nullopt)
    return wrong;
  if (must_be_json)
    return check_json_type(head);
  return {};
}

/// The position a reconnecting client names goes before the one in the URL,
/// which is where it once began.
std::optional<std::uint64_t> position_of(const request_head& head,
                                         const parameters& query) {
  auto text = head.field("Last-Event-ID");
  if (const auto after = query.find("after");
      text.empty() && after != query.end())
    text = after->second;
  if (text.empty())
    return 0;
  std::uint64_t value = 0;
  const auto end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end)
    return {};
  return value;
}

/// Nothing of a page is ever written to, and it takes no body.
intake decide_page(const request_head& head, std::string_view path) {
  if (head.method != "GET" && head.method != "HEAD")
    return refusal(problem_code::method_not_allowed, "pages answer GET, HEAD",
                   {{"Allow", "GET, HEAD"}});
  if (head.has_body())
    return refusal(problem_code::bad_request, "this request takes no body");
  return page_request{.path = std::string{path},
                      .if_none_match = head.list("If-None-Match"),
                      .navigates
                      = prefers("text/html", json_type, head.list("Accept"))};
}

intake decide_stream(const request_head& head, route_request taken) {
  if (taken.row->to != endpoint::events || head.method != "GET"
      || head.minor_version == 0
      || !prefers("text/event-stream", json_type, head.list("Accept")))
    return taken;
  const auto after = position_of(head, taken.call.parameters);
  if (!after)
    return refusal(problem_code::bad_request,
                   "Last-Event-ID must be the number of an event");
  taken.stream_after = after;
  return taken;
}

/// What the engine gets to know of a request, but for its body.
request describe(const request_head& head, const route_match& found,
                 std::string_view path, const server_options& options) {
  request asked;
  asked.operation = found.row->operation.value_or(operation::check_health);
  asked.who = options.user;
  asked.method = head.method;
  asked.path = path;
  asked.parameters = found.path;
  asked.idempotency_key = head.field("Idempotency-Key");
  // A write has an answer of its own, which nobody can know already.
  if (head.method == "GET" || head.method == "HEAD")
    asked.if_none_match = head.list("If-None-Match");
  return asked;
}

intake decide_route(const request_head& head, const route_match& found,
                    std::string_view path, std::string_view query,
                    const server_options& options) {
  auto read = read_query(query, found.row->query);
  if (auto* wrong = std::get_if<problem>(&read))
    return std::move(*wrong);
  if (auto wrong = check_body(head, *found.row, options.limits))
    return std::move(*wrong);
  if (auto wrong = check_key(head, *found.row))
    return std::move(*wrong);
  route_request taken;
  taken.row = found.row;
  taken.call = describe(head, found, path, options);
  taken.call.parameters.merge(std::get<parameters>(read));
  return decide_stream(head, std::move(taken));
}

} // namespace

intake decide(const request_head& head, const server_options& options,
              std::string trace_id) {
  if (auto wrong = check_local(head, options))
    return std::move(*wrong);
  const std::string_view target = head.target;
  const auto mark = std::min(target.find('?'), target.size());
  const auto path = target.substr(0, mark);
  const auto query = target.substr(std::min(mark + 1, target.size()));
  auto found = find_route(head.method, path);
  if (auto* wrong = std::get_if<problem>(&found))
    return std::move(*wrong);
  if (std::holds_alternative<no_route>(found))
    return decide_page(head, path);
  auto result
    = decide_route(head, std::get<route_match>(found), path, query, options);
  if (auto* taken = std::get_if<route_request>(&result))
    taken->call.trace_id = std::move(trace_id);
  return result;
}

} // namespace dossier::io::http
