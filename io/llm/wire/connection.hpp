/// One way to a provider: TCP, with TLS where the address asks for it.
///
///     (new) ──connect──▶ open ──secure──▶ ready ──write, read…──▶ closed

#pragma once

#include "io/llm/wire/base_url.hpp"
#include "messages/time.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace boost::asio {
class io_context;
}

namespace dossier::io::llm::wire {

enum class link_error {
  none,
  /// The name is unknown, or nobody listens.
  unreachable,
  /// The peer does not prove to be who it should be.
  untrusted,
  /// No TLS could be agreed on.
  insecure,
  /// The peer has closed in an orderly way.
  ended,
  /// Anything else, our own `close` included.
  broken,
};

struct link_result {
  link_error error = link_error::none;
  /// For people; empty without an error.
  std::string reason;
  std::size_t bytes = 0;
};

/// What a peer shows of itself.
struct certificate_facts {
  /// The first name it is for, else its common name.
  std::string name;
  /// Who signed it, as that one calls itself.
  std::string issuer;
  /// Days on which it begins and ceases to hold, to the second.
  timestamp from;
  timestamp until;
};

using link_handler = std::function<void(link_result)>;

/// One operation at a time; its handler runs once, never from within the call.
/// All of it on the thread of its io_context.
class connection {
public:
  virtual ~connection() = default;

  /// Name and TCP.
  virtual void connect(link_handler then) = 0;

  /// TLS; on a plain connection it succeeds at once.
  virtual void secure(link_handler then) = 0;

  /// All bytes, which must stay where they are until the handler runs.
  virtual void write(std::span<const char> bytes, link_handler then) = 0;

  /// At least one byte.
  virtual void read(std::span<char> into, link_handler then) = 0;

  /// Ends the operation under way with `broken`.
  virtual void close() = 0;

  /// As shown while `secure` ran, trusted or not; nothing before, and over
  /// plain TCP.
  virtual std::optional<certificate_facts> certificate() const = 0;

  /// Open, and the peer has sent nothing that nobody asked for.
  virtual bool is_quiet() = 0;
};

/// Makes connections to one address. Throws `std::runtime_error` when the file
/// of certificates cannot be used.
class connector {
public:
  /// `ca_file`: PEM, trusted besides the system's; empty: none.
  connector(boost::asio::io_context& context, base_url to,
            const std::string& ca_file);
  ~connector();

  std::shared_ptr<connection> make();

private:
  struct trust;

  boost::asio::io_context& context_;
  base_url to_;
  std::unique_ptr<trust> trust_;
};

} // namespace dossier::io::llm::wire
