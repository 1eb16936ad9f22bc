#include "tools/ctl/net/http_transport.hpp"

#include "tools/net/http_connection.hpp"
#include "tools/net/limits.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

namespace dossier::ctl {

namespace asio = boost::asio;

http_transport::http_transport(server_address server, std::string token)
  : server_(std::move(server)), token_(std::move(token)) {
  // nop
}

answer http_transport::send(const request& wanted) {
  asio::io_context loop{1};
  net::http_connection wire{
    loop, server_, {"dossierctl", token_}, net::after_answer::close};
  std::exception_ptr failed;
  std::optional<answer> result;
  asio::co_spawn(loop, wire.send(wanted),
                 [&](std::exception_ptr reason, answer reply) {
                   failed = reason;
                   result = std::move(reply);
                 });
  loop.run_for(net::limits::connect + net::limits::exchange);
  if (!result)
    throw transport_error{wire.has_sent() ? fate::lost : fate::never_sent,
                          "no answer in time"};
  if (failed)
    std::rethrow_exception(failed);
  return std::move(*result);
}

void http_transport::pause(std::chrono::milliseconds span) {
  asio::io_context loop;
  asio::steady_timer timer{loop, span};
  boost::system::error_code ignored; // Nothing can cancel this timer.
  timer.wait(ignored);
}

} // namespace dossier::ctl
