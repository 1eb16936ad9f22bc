/// What a connection is made to do in answer to one request, and when.

#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace dossier::llm_sim {

using microseconds = std::chrono::microseconds;

enum class ending {
  /// The next request, if the client wants one.
  next_request,
  /// An orderly close, announced or not.
  close,
  /// A reset.
  reset,
  /// Nothing more, until the client gives up.
  silence,
};

/// Played by one session, on its thread.
class performance {
public:
  virtual ~performance() = default;

  /// When the next bytes are due, since the request was read; nothing when
  /// there are no more.
  virtual std::optional<microseconds> due() const = 0;

  /// Appends the next bytes.
  virtual void take(std::string& to) = 0;

  /// Whether each piece is to reach the wire alone.
  virtual bool is_piecemeal() const {
    return false;
  }

  virtual ending end() const = 0;
};

/// Everything at one time.
class plain_performance final : public performance {
public:
  plain_performance(std::string bytes, microseconds when, ending how)
    : bytes_{std::move(bytes)}, when_{when}, end_{how} {
    // nop
  }

  std::optional<microseconds> due() const override {
    return bytes_.empty() ? std::optional<microseconds>{} : when_;
  }

  void take(std::string& to) override {
    to += bytes_;
    bytes_.clear();
  }

  ending end() const override {
    return end_;
  }

private:
  std::string bytes_;
  microseconds when_;
  ending end_;
};

} // namespace dossier::llm_sim
