#include "io/llm/wire/response/response_reader.hpp"

#include "io/llm/wire/response/header_values.hpp"
#include "io/llm/wire/response/unpacker.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <utility>

namespace dossier::io::llm::wire {

namespace beast = boost::beast;
namespace http = boost::beast::http;

using boost::system::error_code;

namespace {

/// Reads the header alone: with hostile chunks Boost 1.81 runs into its own
/// assertions.
class header_parser final : public http::basic_parser<false> {
public:
  header_parser() {
    skip(true);
    header_limit(response_reader::max_header_bytes);
  }

  response_head head;

private:
  void on_request_impl(http::verb, beast::string_view, beast::string_view, int,
                       error_code&) override {
    // nop
  }

  void on_response_impl(int code, beast::string_view, int,
                        error_code&) override {
    head.status = code;
  }

  void on_field_impl(http::field, beast::string_view name,
                     beast::string_view value, error_code&) override {
    head.fields.emplace_back(lower_ascii({name.data(), name.size()}),
                             std::string{value.data(), value.size()});
  }

  void on_header_impl(error_code&) override {
    // nop
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>&,
                         error_code&) override {
    // nop
  }

  std::size_t on_body_impl(beast::string_view, error_code&) override {
    return 0;
  }

  void on_chunk_header_impl(std::uint64_t, beast::string_view,
                            error_code&) override {
    // nop
  }

  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view,
                                 error_code&) override {
    return 0;
  }

  void on_finish_impl(error_code&) override {
    // nop
  }
};

bool has_body(int status) {
  return status != 204 && status != 304;
}

} // namespace

struct response_reader::parsing {
  std::optional<header_parser> header{std::in_place};
  std::optional<response_head> head;
  /// Of the header, as long as it is not complete.
  std::string waiting;
  unpacker body;
  chunk_reader chunks;
  /// What is still to come of a body of known length.
  std::optional<std::uint64_t> left;
  reading state = reading::more;
  bool is_leftover = false;
  std::string why;

  reading fail(std::string reason) {
    why = std::move(reason);
    return state = reading::broken;
  }

  void take_header(std::string_view& bytes);
  void begin_body();
  void take_body(std::string_view& bytes);
};

/// An interim answer (1xx) announces the one that counts.
void response_reader::parsing::take_header(std::string_view& bytes) {
  waiting += std::exchange(bytes, {});
  error_code error;
  auto used
    = header->put(boost::asio::buffer(waiting.data(), waiting.size()), error);
  waiting.erase(0, used);
  if (error && error != http::error::need_more) {
    fail(error.message());
  } else if (header->is_done() && header->head.status / 100 == 1) {
    header.emplace();
    if (!waiting.empty())
      take_header(bytes);
  } else if (header->is_done()) {
    begin_body();
  }
}

void response_reader::parsing::begin_body() {
  head = header->head;
  if (!has_body(head->status))
    left = 0;
  else if (auto length = header->content_length(); length && !header->chunked())
    left = *length;
  if (left == 0u)
    state = reading::done;
}

void response_reader::parsing::take_body(std::string_view& bytes) {
  if (header->chunked() && !left) {
    std::string part;
    if ((state = chunks.feed(bytes, part)) == reading::broken)
      fail("bad chunk");
    return body.feed(part);
  }
  auto part = bytes.substr(
    0, std::min<std::uint64_t>(left.value_or(bytes.size()), bytes.size()));
  body.feed(part);
  bytes.remove_prefix(part.size());
  if (left && (*left -= part.size()) == 0)
    state = reading::done;
}

std::optional<std::string_view>
response_head::field(std::string_view name) const noexcept {
  for (const auto& [known, value] : fields)
    if (known == name)
      return value;
  return {};
}

response_reader::response_reader() : parsing_{std::make_unique<parsing>()} {
  // nop
}

response_reader::~response_reader() = default;

reading response_reader::feed(std::string_view bytes) {
  auto& at = *parsing_;
  std::string kept;
  if (!at.head && at.state == reading::more) {
    at.take_header(bytes);
    kept = at.head ? std::exchange(at.waiting, {}) : std::string{};
    bytes = kept;
  }
  if (at.head && at.state == reading::more)
    at.take_body(bytes);
  if (at.state == reading::done && !bytes.empty())
    at.is_leftover = true;
  return at.state;
}

reading response_reader::feed_end() {
  auto& at = *parsing_;
  if (at.state != reading::more)
    return at.state;
  if (at.head && !at.left && !at.header->chunked())
    return at.state = reading::done;
  return at.fail("the end came too early");
}

const std::optional<response_head>& response_reader::head() const noexcept {
  return parsing_->head;
}

std::string response_reader::take_body() {
  auto piece = parsing_->body.take();
  if (piece.empty() && parsing_->state != reading::more)
    piece = parsing_->body.finish();
  return piece;
}

bool response_reader::is_reusable() const noexcept {
  const auto& at = *parsing_;
  const auto is_framed = at.left || at.header->chunked();
  return at.state == reading::done && is_framed && at.header->keep_alive()
         && !at.is_leftover;
}

std::string_view response_reader::why_broken() const noexcept {
  return parsing_->why;
}

} // namespace dossier::io::llm::wire
