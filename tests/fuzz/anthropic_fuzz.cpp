/// io/llm/anthropic/message_reader.cpp, error_*.cpp and blame.cpp, io/llm/cost,
/// plain_text, readable_text, reply_words and retry_after.cpp, with
/// io/llm/wire/*_reader.cpp, header_values, sse_parser and unpacker.cpp (-lz)
/// and messages/*.cpp: no answer of a provider breaks a call, and what is told
/// of it is fit to be shown.

#include "io/llm/anthropic/message_reader.hpp"
#include "io/llm/redact.hpp"
#include "io/llm/wire/response/response_reader.hpp"
#include "io/llm/wire/response/unpacker.hpp"

#include <cstdint>
#include <cstdlib>

using namespace dossier;
using namespace dossier::io::llm;
using namespace dossier::io::llm::anthropic;

namespace {

constexpr std::size_t max_bytes = 256;

const addressee& asked() {
  static const addressee nobody;
  return nobody;
}

void require(bool promise) {
  if (!promise)
    std::abort();
}

void check(const call_fault& fault) {
  require(!fault.message.empty());
  require(plain_text(fault.message, "").size() <= max_message_bytes);
  if (fault.retry_after)
    require(fault.retry_after->count() > 0);
}

void check(const message_reader& message) {
  require(message.text().size() <= max_bytes);
  require((message.state() == message_state::failed)
          <= message.fault().has_value());
  if (message.state() == message_state::complete)
    require(!message.stop_reason().empty());
  const auto used = message.used();
  require(used.input >= 0 && used.output >= 0 && used.cache_read >= 0
          && used.cache_write_5m >= 0 && used.cache_write_1h >= 0);
  if (message.fault())
    check(*message.fault());
}

void read_events(std::string_view bytes) {
  wire::sse_parser parser;
  std::vector<wire::sse_event> events;
  parser.feed(bytes, events);
  parser.finish(events);
  message_reader message{asked(), max_bytes};
  for (const auto& event : events) {
    message.on_event(event);
    check(message);
  }
}

void take(wire::response_reader& from, std::string& body) {
  for (auto piece = from.take_body(); !piece.empty(); piece = from.take_body())
    body += piece;
}

void read_reply(std::string_view bytes) {
  wire::response_reader reader;
  std::string body;
  auto state = wire::reading::more;
  for (std::size_t at = 0; at < bytes.size() && state == wire::reading::more;
       ++at) {
    state = reader.feed(bytes.substr(at, 1));
    take(reader, body);
  }
  if (state == wire::reading::more && !bytes.empty())
    reader.feed_end();
  take(reader, body);
  require(body.size() <= wire::unpacker::default_max_bytes);
  if (reader.head())
    check(fault_of_reply(*reader.head(), body, asked(), timestamp{}));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  read_events(bytes);
  read_reply(bytes);
  return 0;
}
