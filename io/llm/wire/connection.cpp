#include "io/llm/wire/connection.hpp"

#include "io/llm/wire/certificate.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

#include <optional>
#include <stdexcept>
#include <sys/socket.h>

namespace dossier::io::llm::wire {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

using boost::system::error_code;
using tcp = asio::ip::tcp;

namespace {

/// ALPN: the length of the name, and the name.
constexpr unsigned char http_1_1[]
  = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

link_error kind_of(const error_code& error) {
  if (!error)
    return link_error::none;
  // Some peers leave without TLS's goodbye; whether the answer was whole is
  // told by the answer.
  if (error == asio::error::eof || error == ssl::error::stream_truncated)
    return link_error::ended;
  return link_error::broken;
}

link_result result_of(const error_code& error, std::size_t bytes = 0) {
  return {.error = kind_of(error),
          .reason = error ? error.message() : "",
          .bytes = bytes};
}

link_result unreachable(const error_code& error) {
  if (!error)
    return {};
  return {.error = link_error::unreachable, .reason = error.message()};
}

bool is_address(const std::string& host) {
  error_code error;
  asio::ip::make_address(host, error);
  return !error;
}

void require(bool worked, const char* name) {
  if (!worked)
    throw std::runtime_error(std::string{"TLS cannot be set up: "} + name);
}

/// Chain, host and protocol are checked by OpenSSL itself.
void expect_host(SSL* tls, const std::string& host) {
  if (is_address(host)) {
    require(X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()),
            "address");
  } else {
    require(SSL_set_tlsext_host_name(tls, host.c_str()), "server name");
    SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    require(SSL_set1_host(tls, host.c_str()), "host");
  }
  require(SSL_set_alpn_protos(tls, http_1_1, sizeof http_1_1) == 0, "ALPN");
}

class tcp_connection final
  : public connection,
    public std::enable_shared_from_this<tcp_connection> {
public:
  /// `trust`: null without TLS.
  tcp_connection(asio::io_context& context, base_url to, ssl::context* trust)
    : to_{std::move(to)}, resolver_{context}, socket_{context} {
    if (!trust)
      return;
    tls_.emplace(socket_, *trust);
    expect_host(tls_->native_handle(), to_.host);
    // Looks on; the verdict stays OpenSSL's.
    tls_->set_verify_callback([this](bool is_fine, ssl::verify_context& seen) {
      shown_ = facts_of(::X509_STORE_CTX_get0_cert(seen.native_handle()));
      return is_fine;
    });
  }

  void connect(link_handler then) override {
    resolver_.async_resolve(
      to_.host, to_.port,
      [self = shared_from_this(), then = std::move(then)](
        const error_code& error,
        const tcp::resolver::results_type& found) mutable {
        self->on_resolved(error, found, std::move(then));
      });
  }

  void secure(link_handler then) override {
    if (!tls_) {
      asio::post(socket_.get_executor(),
                 [then = std::move(then)] { then({}); });
      return;
    }
    tls_->async_handshake(ssl::stream_base::client,
                          [self = shared_from_this(),
                           then = std::move(then)](const error_code& error) {
                            then(self->handshake_result(error));
                          });
  }

  void write(std::span<const char> bytes, link_handler then) override {
    auto done = [self = shared_from_this(), then = std::move(then)](
                  const error_code& error, std::size_t count) {
      then(result_of(error, count));
    };
    asio::const_buffer buffer{bytes.data(), bytes.size()};
    if (tls_)
      asio::async_write(*tls_, buffer, std::move(done));
    else
      asio::async_write(socket_, buffer, std::move(done));
  }

  void read(std::span<char> into, link_handler then) override {
    auto done = [self = shared_from_this(), then = std::move(then)](
                  const error_code& error, std::size_t count) {
      then(result_of(error, count));
    };
    asio::mutable_buffer buffer{into.data(), into.size()};
    if (tls_)
      tls_->async_read_some(buffer, std::move(done));
    else
      socket_.async_read_some(buffer, std::move(done));
  }

  void close() override {
    is_closed_ = true;
    resolver_.cancel();
    error_code ignored; // closed is closed
    socket_.close(ignored);
  }

  std::optional<certificate_facts> certificate() const override {
    return shown_;
  }

  bool is_quiet() override {
    char byte = 0;
    return socket_.is_open()
           && ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT)
                < 0
           && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

private:
  void on_resolved(const error_code& error,
                   const tcp::resolver::results_type& found,
                   link_handler then) {
    if (error || is_closed_)
      return then(unreachable(
        error ? error : error_code{asio::error::operation_aborted}));
    asio::async_connect(socket_, found,
                        [self = shared_from_this(), then = std::move(then)](
                          const error_code& failed, const tcp::endpoint&) {
                          self->on_connected(failed, then);
                        });
  }

  void on_connected(const error_code& error, const link_handler& then) {
    if (!error) {
      error_code ignored; // both only make it faster or surer
      socket_.set_option(tcp::no_delay{true}, ignored);
      socket_.set_option(asio::socket_base::keep_alive{true}, ignored);
    }
    then(unreachable(error));
  }

  link_result handshake_result(const error_code& error) {
    if (!error)
      return {};
    auto verdict = SSL_get_verify_result(tls_->native_handle());
    if (verdict != X509_V_OK)
      return {.error = link_error::untrusted,
              .reason = X509_verify_cert_error_string(verdict)};
    return {.error = link_error::insecure, .reason = error.message()};
  }

  base_url to_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  std::optional<ssl::stream<tcp::socket&>> tls_;
  std::optional<certificate_facts> shown_;
  bool is_closed_ = false;
};

} // namespace

struct connector::trust {
  ssl::context context{ssl::context::tls_client};
};

connector::connector(asio::io_context& context, base_url to,
                     const std::string& ca_file)
  : context_{context}, to_{std::move(to)} {
  if (to_.scheme == scheme::http)
    return;
  trust_ = std::make_unique<trust>();
  auto& made = trust_->context;
  require(SSL_CTX_set_min_proto_version(made.native_handle(), TLS1_2_VERSION)
            == 1,
          "version");
  made.set_verify_mode(ssl::verify_peer);
  error_code error;
  made.set_default_verify_paths(error); // a system may have none
  if (ca_file.empty())
    return;
  made.load_verify_file(ca_file, error);
  if (error)
    throw std::runtime_error(
      ca_file + " holds no certificates in PEM: " + error.message());
}

connector::~connector() = default;

std::shared_ptr<connection> connector::make() {
  return std::make_shared<tcp_connection>(context_, to_,
                                          trust_ ? &trust_->context : nullptr);
}

} // namespace dossier::io::llm::wire
