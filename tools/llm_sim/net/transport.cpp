#include "tools/llm_sim/net/transport.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <stdexcept>

namespace dossier::llm_sim {

namespace {

void close_socket(tcp::socket& peer) {
  error_code ignored; // It is closed either way.
  peer.shutdown(tcp::socket::shutdown_both, ignored);
  peer.close(ignored);
}

class plain_transport final : public transport {
public:
  explicit plain_transport(tcp::socket peer) : socket_{std::move(peer)} {
    // nop
  }

  void open(on_ready then) override {
    then({});
  }

  void read(asio::mutable_buffer to, on_bytes then) override {
    socket_.async_read_some(to, std::move(then));
  }

  void write(asio::const_buffer from, on_bytes then) override {
    asio::async_write(socket_, from, std::move(then));
  }

  void close() override {
    close_socket(socket_);
  }

  void reset() override {
    reset_socket(socket_);
  }

private:
  tcp::socket socket_;
};

class plain_factory final : public transport_factory {
public:
  std::unique_ptr<transport> make(tcp::socket peer) override {
    return std::make_unique<plain_transport>(std::move(peer));
  }
};

/// Ends without the closing words of TLS, as many servers do.
class tls_transport final : public transport {
public:
  tls_transport(tcp::socket peer, asio::ssl::context& context)
    : stream_{std::move(peer), context} {
    // nop
  }

  void open(on_ready then) override {
    stream_.async_handshake(asio::ssl::stream_base::server, std::move(then));
  }

  void read(asio::mutable_buffer to, on_bytes then) override {
    stream_.async_read_some(to, std::move(then));
  }

  void write(asio::const_buffer from, on_bytes then) override {
    asio::async_write(stream_, from, std::move(then));
  }

  void close() override {
    close_socket(stream_.next_layer());
  }

  void reset() override {
    reset_socket(stream_.next_layer());
  }

private:
  asio::ssl::stream<tcp::socket> stream_;
};

class tls_factory final : public transport_factory {
public:
  tls_factory(const std::filesystem::path& certificate,
              const std::filesystem::path& key)
    : context_{asio::ssl::context::tls_server} {
    error_code ec;
    context_.use_certificate_chain_file(certificate.string(), ec);
    if (ec)
      throw std::runtime_error{certificate.string()
                               + ": no certificate: " + ec.message()};
    context_.use_private_key_file(key.string(), asio::ssl::context::pem, ec);
    if (ec)
      throw std::runtime_error{
        key.string() + ": no key of this certificate: " + ec.message()};
  }

  std::unique_ptr<transport> make(tcp::socket peer) override {
    return std::make_unique<tls_transport>(std::move(peer), context_);
  }

private:
  asio::ssl::context context_;
};

} // namespace

std::unique_ptr<transport_factory> plain_transports() {
  return std::make_unique<plain_factory>();
}

std::unique_ptr<transport_factory>
tls_transports(const std::filesystem::path& certificate,
               const std::filesystem::path& key) {
  return std::make_unique<tls_factory>(certificate, key);
}

void reset_socket(tcp::socket& peer) {
  error_code ignored; // It is closed either way.
  peer.set_option(asio::socket_base::linger{true, 0}, ignored);
  peer.close(ignored);
}

} // namespace dossier::llm_sim
