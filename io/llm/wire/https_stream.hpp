/// Requests whose answers are streamed, over connections that are used again.
///
///     connecting ─▶ securing ─▶ writing ─▶ waiting ─▶ reading ─▶ draining
///          │             a connection that was used before starts at writing
///          └── any ──▶ ended
///
/// A used connection that dies before the first byte of its answer is replaced
/// once by a new one.

#pragma once

#include "io/llm/client.hpp"
#include "io/llm/wire/response/response_reader.hpp"
#include "io/llm/wire/stream_failure.hpp"
#include "io/llm/wire/stream_request.hpp"

#include <memory>
#include <string>
#include <thread>

namespace dossier::io::llm::wire {

// -- what is asked ------------------------------------------------------------

struct stream_limits {
  /// Until the name is known and TCP stands.
  milliseconds connect{10'000};
  milliseconds tls{10'000};
  milliseconds write{30'000};
  milliseconds first_byte{120'000};
  /// Between two bytes.
  milliseconds idle{90'000};
  /// Without anything the sink calls progress.
  milliseconds progress{600'000};
  milliseconds total{1'800'000};
  /// After the end of the answer, so that its connection may serve again.
  milliseconds drain{1'000};
  /// For which an unused connection is kept.
  milliseconds keep{30'000};
};

class stream_sink;

struct stream_options {
  base_url to;
  stream_limits limits;
  /// PEM, trusted besides the system's certificates; empty: none.
  std::string ca_file;
  /// Hears all that is heard of every request, before who has sent it; what it
  /// asks for does not count. Null: nobody does.
  std::shared_ptr<stream_sink> witness;
};

// -- what comes back ----------------------------------------------------------

enum class sink_verdict {
  more,
  /// More, and the answer is getting on.
  progress,
  /// The answer has all it needs: what follows only frees the connection.
  complete,
  /// The rest is of no use.
  abandon,
};

/// Hears of one request from one thread. Exactly one end comes: `on_end`,
/// `on_failure`, or its own `complete` or `abandon`.
class stream_sink {
public:
  virtual ~stream_sink() = default;

  /// The request is sent again on a new connection; nothing was received.
  virtual void on_restart() = 0;

  virtual void on_head(const response_head& head) = 0;

  virtual sink_verdict on_body(std::string_view bytes) = 0;

  virtual void on_end() = 0;

  virtual void on_failure(stream_failure reason) = 0;
};

std::shared_ptr<stream_sink> witnessed(std::shared_ptr<stream_sink> to,
                                       std::shared_ptr<stream_sink> witness);

// -- who does it --------------------------------------------------------------

class stream_core;

/// Thread-safe; has a thread of its own. At its end all requests under way hear
/// that they were cancelled.
class https_streams {
public:
  /// Throws `std::runtime_error` when the certificates cannot be used.
  explicit https_streams(stream_options options);

  https_streams(const https_streams&) = delete;
  https_streams& operator=(const https_streams&) = delete;

  ~https_streams();

  std::shared_ptr<call> post(const stream_request& request,
                             std::shared_ptr<stream_sink> to);

private:
  std::shared_ptr<stream_core> core_;
  std::thread thread_;
};

} // namespace dossier::io::llm::wire
