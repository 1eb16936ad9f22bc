/// The one table of routes: what may be asked for, under which path, with
/// which parameters. `openapi.json` says the same, and a test compares. Pure.

#pragma once

#include "io/http/query.hpp"
#include "messages/operation.hpp"

namespace dossier::io::http {

enum class verb { get, post, put, patch, remove };

/// Who answers.
enum class endpoint {
  engine,
  /// The engine; or as a stream, when the client accepts server-sent events.
  events,
  /// This process, as long as it can.
  health,
  /// The file with the contract itself.
  contract,
  /// The file with that of the socket.
  socket_contract,
  /// What this process counts.
  metrics,
  /// A WebSocket session.
  socket,
};

enum class body_form {
  none,
  json,
  /// A request that says everything by its path: nothing, or an empty object.
  no_fields,
};

enum class idempotency { no_key, optional_key };

struct route {
  verb method = verb::get;
  /// Parameters stand in braces.
  std::string_view path;
  /// As openapi.json names it.
  std::string_view id;
  /// Absent where the engine is not asked.
  std::optional<enum operation> operation = {};
  endpoint to = endpoint::engine;
  std::span<const parameter> query = {};
  body_form body = body_form::none;
  enum idempotency idempotency = idempotency::no_key;
  /// Since when another route should be used instead, as the `Deprecation`
  /// header of RFC 9745 says it; empty: not at all.
  std::string_view deprecated_since = {};
};

std::span<const route> routes() noexcept;

/// A route and what its path's parameters stand for.
struct route_match {
  const route* row = nullptr;
  parameters path;
};

/// Nothing lives here as far as the API knows: the pages may.
struct no_route {};

/// `path` is without query. HEAD is answered wherever GET is.
std::variant<route_match, no_route, problem> find_route(std::string_view method,
                                                        std::string_view path);

std::string_view to_string(verb method) noexcept;

} // namespace dossier::io::http
