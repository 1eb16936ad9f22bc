/// How requests reach the server. Commands know only this; the sockets stand
/// behind it, and tests put canned answers there.

#pragma once

#include "tools/net/message.hpp"
#include "tools/net/url.hpp"

#include <chrono>

namespace dossier::ctl {

using net::answer;
using net::encode;
using net::fate;
using net::parse_address;
using net::request;
using net::server_address;
using net::transport_error;

/// One thread; blocks until the answer is there or a deadline has passed.
class transport {
public:
  virtual ~transport() = default;

  /// Throws `transport_error` when there is no answer.
  virtual answer send(const request& wanted) = 0;

  /// Lets time pass before the next sending.
  virtual void pause(std::chrono::milliseconds span) = 0;
};

} // namespace dossier::ctl
