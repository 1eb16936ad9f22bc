#include "io/llm/wire/response_reader.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <utility>

namespace dossier::io::llm {

namespace beast = boost::beast;
namespace http = boost::beast::http;

using boost::system::error_code;

namespace {

std::string lower(beast::string_view text) {
  std::string result{text.data(), text.size()};
  for (auto& letter : result)
    if (letter >= 'A' && letter <= 'Z')
      letter = static_cast<char>(letter - 'A' + 'a');
  return result;
}

/// Keeps the header and hands the body on; gathers nothing else.
class parser final : public http::basic_parser<false> {
public:
  parser() {
    eager(true);
    header_limit(response_reader::max_header_bytes);
    body_limit(boost::none);
  }

  response_head head;
  std::string body;

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
    head.fields.emplace_back(lower(name),
                             std::string{value.data(), value.size()});
  }

  void on_header_impl(error_code&) override {
    // nop
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>&,
                         error_code&) override {
    // nop
  }

  std::size_t on_body_impl(beast::string_view part, error_code&) override {
    body.append(part.data(), part.size());
    return part.size();
  }

  void on_chunk_header_impl(std::uint64_t, beast::string_view,
                            error_code&) override {
    // nop
  }

  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view part,
                                 error_code&) override {
    body.append(part.data(), part.size());
    return part.size();
  }

  void on_finish_impl(error_code&) override {
    // nop
  }
};

bool is_interim(const parser& what) {
  return what.is_done() && what.head.status / 100 == 1;
}

} // namespace

struct response_reader::parsing {
  std::optional<parser> now{std::in_place};
  std::optional<response_head> head;
  std::string waiting;
  std::string why;
  bool is_leftover = false;

  reading fail(std::string reason) {
    why = std::move(reason);
    return reading::broken;
  }

  /// An interim answer (1xx) announces the one that counts.
  void skip_interim() {
    if (is_interim(*now))
      now.emplace();
  }

  void keep_head() {
    if (!head && now->is_header_done() && now->head.status / 100 != 1)
      head = now->head;
  }

  reading parse();
};

reading response_reader::parsing::parse() {
  std::string_view left{waiting};
  error_code error;
  while (!left.empty() && !now->is_done()) {
    auto used = now->put(boost::asio::buffer(left.data(), left.size()), error);
    left.remove_prefix(used);
    keep_head();
    skip_interim();
    if (error == http::error::need_more || (!error && used == 0))
      break;
    if (error)
      return fail(error.message());
  }
  waiting.erase(0, waiting.size() - left.size());
  is_leftover = now->is_done() && !waiting.empty();
  if (!now->is_done() && waiting.size() > max_header_bytes)
    return fail("a line without an end");
  return now->is_done() ? reading::done : reading::more;
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
  parsing_->waiting += bytes;
  return parsing_->parse();
}

reading response_reader::feed_end() {
  auto& now = *parsing_->now;
  if (now.is_done())
    return reading::done;
  if (!now.got_some())
    return parsing_->fail("closed before the answer");
  error_code error;
  now.put_eof(error);
  return error ? parsing_->fail(error.message()) : reading::done;
}

const std::optional<response_head>& response_reader::head() const noexcept {
  return parsing_->head;
}

std::string response_reader::take_body() {
  return std::exchange(parsing_->now->body, {});
}

bool response_reader::is_reusable() const noexcept {
  return parsing_->now->is_done() && parsing_->now->keep_alive()
         && !parsing_->is_leftover;
}

std::string_view response_reader::why_broken() const noexcept {
  return parsing_->why;
}

} // namespace dossier::io::llm
