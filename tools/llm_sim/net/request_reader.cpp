#include "tools/llm_sim/net/request_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace dossier::llm_sim {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

constexpr std::uint32_t max_head_bytes = 64 * 1024;

std::string to_string(beast::string_view text) {
  return {text.data(), text.size()};
}

/// Values stay as they are written, those of one name joined by commas.
void read_target(http_request& to, std::string target) {
  auto question = std::min(target.find('?'), target.size());
  to.path = target.substr(0, question);
  auto rest = question == target.size() ? "" : target.substr(question + 1);
  while (!rest.empty()) {
    auto end = std::min(rest.find('&'), rest.size());
    auto pair = rest.substr(0, end);
    auto equals = std::min(pair.find('='), pair.size());
    auto& value = to.query[pair.substr(0, equals)];
    value += (value.empty() ? "" : ",")
             + (equals == pair.size() ? "" : pair.substr(equals + 1));
    rest.erase(0, end + 1);
  }
}

} // namespace

struct request_reader::parser {
  http::request_parser<http::string_body> beast;
  bool was_asked = false;
};

request_reader::request_reader() : parser_{std::make_unique<parser>()} {
  parser_->beast.eager(true);
  parser_->beast.body_limit(max_body_bytes);
  parser_->beast.header_limit(max_head_bytes);
}

request_reader::request_reader(request_reader&&) noexcept = default;
request_reader& request_reader::operator=(request_reader&&) noexcept = default;
request_reader::~request_reader() = default;

reading_state request_reader::feed(std::string& input) {
  auto& beast = parser_->beast;
  while (!input.empty() && !beast.is_done()) {
    boost::system::error_code ec;
    auto taken = beast.put(boost::asio::buffer(input.data(), input.size()), ec);
    input.erase(0, taken);
    if (ec == http::error::need_more)
      break;
    if (ec == http::error::body_limit)
      return reading_state::too_large;
    if (ec)
      return reading_state::malformed;
  }
  return beast.is_done() ? reading_state::complete : reading_state::incomplete;
}

bool request_reader::take_expectation() {
  if (parser_->was_asked || !parser_->beast.is_header_done())
    return false;
  parser_->was_asked = true;
  return boost::beast::iequals(parser_->beast.get()[http::field::expect],
                               "100-continue");
}

http_request request_reader::take() {
  auto message = parser_->beast.release();
  http_request result;
  result.method = to_string(message.method_string());
  read_target(result, to_string(message.target()));
  for (const auto& field : message)
    result.fields.push_back(
      {to_string(field.name_string()), to_string(field.value())});
  result.is_keep_alive = message.keep_alive();
  result.body = std::move(message.body());
  return result;
}

} // namespace dossier::llm_sim
