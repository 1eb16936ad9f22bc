#include "io/http/body_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace dossier::io::http {

namespace beast = boost::beast::http;

struct body_reader::parser {
  std::size_t put(std::string_view bytes) {
    boost::system::error_code ec;
    const auto taken
      = beast.put(boost::asio::buffer(bytes.data(), bytes.size()), ec);
    if (ec == beast::error::body_limit)
      where = state::too_large;
    else if (ec && ec != beast::error::need_more)
      where = state::malformed;
    else if (beast.is_done())
      where = state::complete;
    return taken;
  }

  beast::request_parser<beast::string_body> beast;
  state where = state::incomplete;
};

body_reader::body_reader(std::string_view head, std::size_t max_bytes)
  : parser_(std::make_unique<parser>()) {
  parser_->beast.eager(true);
  parser_->beast.body_limit(max_bytes);
  parser_->beast.header_limit(static_cast<std::uint32_t>(head.size() + 1));
  parser_->put(head);
}

body_reader::body_reader(body_reader&&) noexcept = default;
body_reader& body_reader::operator=(body_reader&&) noexcept = default;
body_reader::~body_reader() = default;

std::size_t body_reader::feed(std::string_view bytes) {
  if (parser_->where != state::incomplete || bytes.empty())
    return 0;
  return parser_->put(bytes);
}

body_reader::state body_reader::where() const noexcept {
  return parser_->where;
}

std::string body_reader::take() {
  return std::move(parser_->beast.get().body());
}

} // namespace dossier::io::http
