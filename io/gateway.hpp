/// What a transport may ask of the engine. HTTP and WebSocket sessions know
/// this page and nothing behind it; `actors/gateway` answers it.

#pragma once

#include "io/outbox.hpp"
#include "messages/operation.hpp"
#include "messages/reply.hpp"

#include <map>
#include <memory>
#include <string>

namespace dossier::io {

enum class role { analyst, admin };

/// On whose behalf a request is made; the transport has checked it.
struct identity {
  std::string user;
  enum role role = role::analyst;
};

/// One request that passed the route table: its operation exists, its path and
/// query parameters are known by name, its body is within its limit.
struct request {
  enum operation operation {};
  identity who;
  /// As sent, for the scope of an idempotency key.
  std::string method;
  std::string path;
  /// Decoded path and query parameters by name; absent ones are not there.
  std::map<std::string, std::string, std::less<>> parameters;
  /// As received; empty without one.
  std::string body;
  /// Headers that operations read; empty when absent.
  std::string idempotency_key;
  /// Of GET and HEAD alone: a write is never answered with 304.
  std::string if_none_match;
  std::string trace_id;
};

/// Takes the answer to one request, once, from any thread.
class responder {
public:
  virtual ~responder() = default;

  virtual void respond(reply answer) = 0;
};

/// What the engine hears of one connected client. Any thread may call; calls of
/// one session keep their order.
class client_events {
public:
  virtual ~client_events() = default;

  /// A text frame the client sent.
  virtual void receive(std::string text) = 0;

  /// Everything pushed so far has been written: there is room for more.
  virtual void writable() = 0;

  /// The client is gone; nothing may be pushed after this returns to the
  /// engine.
  virtual void closed() = 0;
};

/// Any thread may call; nothing here blocks.
class gateway {
public:
  virtual ~gateway() = default;

  virtual void handle(request request, std::shared_ptr<responder> to) = 0;

  /// Opens a WebSocket client, which speaks the protocol of `/ws`.
  virtual std::unique_ptr<client_events>
  connect(identity who, std::shared_ptr<outbox> client) = 0;

  /// Opens a stream of one job's durable events after `after`, each frame in
  /// the form of server-sent events. Answers `to` with a problem instead of
  /// pushing anything when the job is unknown; otherwise with status 200 and no
  /// body, before the first frame.
  virtual std::unique_ptr<client_events>
  follow(request request, std::uint64_t after, std::shared_ptr<responder> to,
         std::shared_ptr<outbox> client)
    = 0;
};

} // namespace dossier::io
