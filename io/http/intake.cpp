#include "io/http/intake.hpp"

#include "io/http/local_access.hpp"
#include "io/http/refusal.hpp"

#include <algorithm>
#include <charconv>

namespace dossier::io::http {

namespace {

constexpr std::size_t max_key_bytes = 255;

/// Whether one of the accepted types is `type`; parameters are ignored.
bool accepts(std::string_view accept, std::string_view type) {
  while (!accept.empty()) {
    const auto comma = accept.find(',');
    const auto one = accept.substr(0, comma);
    if (has_token(one.substr(0, one.find(';')), type))
      return true;
    if (comma == std::string_view::npos)
      return false;
    accept.remove_prefix(comma + 1);
  }
  return false;
}

bool is_json_type(std::string_view type) {
  const auto parameters_begin = type.find(';');
  if (!has_token(type.substr(0, parameters_begin), "application/json"))
    return false;
  if (parameters_begin == std::string_view::npos)
    return true;
  const auto rest = type.substr(parameters_begin + 1);
  return has_token(rest, "charset=utf-8")
         || has_token(rest, "charset=\"utf-8\"");
}

bool is_key(std::string_view text) {
  return text.size() <= max_key_bytes
         && std::all_of(text.begin(), text.end(),
                        [](char c) { return c > ' ' && c < '\x7F'; });
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
  if (must_be_json && !is_json_type(head.field("Content-Type")))
    return refusal(problem_code::unsupported_media_type,
                   "Content-Type must be application/json, in UTF-8");
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
  return page_request{std::string{path}, head.list("If-None-Match"),
                      accepts(head.field("Accept"), "text/html")};
}

intake decide_stream(const request_head& head, route_request taken) {
  if (taken.row->to != endpoint::events || head.method != "GET"
      || head.minor_version == 0
      || !accepts(head.field("Accept"), "text/event-stream"))
    return taken;
  const auto after = position_of(head, taken.what.parameters);
  if (!after)
    return refusal(problem_code::bad_request,
                   "Last-Event-ID must be the number of an event");
  taken.stream_after = after;
  return taken;
}

/// What the engine gets to know of a request, but for its body.
request describe(const request_head& head, const route_match& found,
                 std::string_view path, const server_options& options) {
  request what;
  what.operation = found.row->operation.value_or(operation::check_health);
  what.who = options.user;
  what.method = head.method;
  what.path = path;
  what.parameters = found.path;
  what.idempotency_key = head.field("Idempotency-Key");
  // A write has an answer of its own, which nobody can know already.
  if (head.method == "GET" || head.method == "HEAD")
    what.if_none_match = head.list("If-None-Match");
  return what;
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
  taken.what = describe(head, found, path, options);
  taken.what.parameters.merge(std::get<parameters>(read));
  return decide_stream(head, std::move(taken));
}

} // namespace

intake decide(const request_head& head, const server_options& options,
              std::string trace_id) {
  if (auto wrong = check_local(head, options))
    return std::move(*wrong);
  const auto mark = head.target.find('?');
  const auto path = head.target.substr(0, mark);
  const auto query = mark == std::string_view::npos
                       ? std::string_view{}
                       : head.target.substr(mark + 1);
  auto found = find_route(head.method, path);
  if (auto* wrong = std::get_if<problem>(&found))
    return std::move(*wrong);
  if (std::holds_alternative<no_route>(found))
    return decide_page(head, path);
  auto result
    = decide_route(head, std::get<route_match>(found), path, query, options);
  if (auto* taken = std::get_if<route_request>(&result))
    taken->what.trace_id = std::move(trace_id);
  return result;
}

} // namespace dossier::io::http
