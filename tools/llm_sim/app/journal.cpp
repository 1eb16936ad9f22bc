#include "tools/llm_sim/app/journal.hpp"

#include "io/llm/demo/random.hpp"
#include "messages/utf8.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace dossier::llm_sim {

using json = nlohmann::ordered_json;

namespace {

/// With the bodies that are kept, a few dozen megabytes.
constexpr std::size_t max_entries = 2000;

constexpr std::string_view secrets[]
  = {"x-api-key", "authorization", "cookie", "proxy-authorization"};

std::vector<http_field> redacted(std::vector<http_field> fields) {
  for (auto& one : fields)
    for (auto secret : secrets)
      if (is_same_name(one.name, secret))
        one.value = "redacted";
  return fields;
}

std::string hash_of(std::string_view body) {
  char text[17];
  std::snprintf(
    text, sizeof(text), "%016llx",
    static_cast<unsigned long long>(io::llm::demo::draw_key::hash(body)));
  return text;
}

json ms(const std::optional<std::chrono::microseconds>& time) {
  return time ? json(double(time->count()) / 1000) : json();
}

json to_json(const journal_entry& from) {
  auto fields = json::object();
  for (const auto& one : from.fields)
    fields[one.name] = one.value;
  return {{"seq", from.seq},
          {"method", from.method},
          {"path", from.path},
          {"headers", fields},
          {"bodyHash", from.body_hash},
          {"bodyBytes", from.body_bytes},
          {"body", from.body},
          {"test", from.test},
          {"stage", from.stage},
          {"company", from.company},
          {"model", from.model},
          {"nth", from.nth},
          {"requestId", from.request_id},
          {"fault", from.fault},
          {"status", from.status},
          {"bytesSent", from.bytes_sent},
          {"inputTokens", from.input_tokens},
          {"outputTokens", from.output_tokens},
          {"beganMs", ms(from.began)},
          {"firstByteMs", ms(from.first_byte)},
          {"endedMs", ms(from.ended)},
          {"isFinished", from.ended.has_value()},
          {"closedEarly", from.is_closed_early}};
}

} // namespace

journal::journal(std::size_t max_body_bytes) : max_body_bytes_{max_body_bytes} {
  // nop
}

std::shared_ptr<journal_entry> journal::open(const http_request& from,
                                             std::chrono::microseconds now) {
  if (entries_.size() >= max_entries)
    entries_.pop_front();
  auto entry = std::make_shared<journal_entry>();
  entry->seq = ++last_;
  entry->method = from.method;
  entry->path = from.path;
  entry->fields = redacted(from.fields);
  entry->body_hash = hash_of(from.body);
  entry->body_bytes = from.body.size();
  entry->body = utf8::head(from.body, max_body_bytes_);
  entry->test = from.field("x-sim-test");
  entry->began = now;
  entries_.push_back(entry);
  return entry;
}

json journal::read(std::uint64_t since) const {
  auto entries = json::array();
  for (const auto& one : entries_)
    if (one->seq > since)
      entries.push_back(to_json(*one));
  return {{"entries", entries},
          {"first", entries_.empty() ? last_ + 1 : entries_.front()->seq},
          {"last", last_}};
}

/// The numbers go on, so that a reader's position stays valid.
void journal::clear() {
  entries_.clear();
}

} // namespace dossier::llm_sim
