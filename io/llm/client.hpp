/// A language model as the engine sees it. Implemented by the providers, and
/// by scripts in tests.

#pragma once

#include "messages/stage.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dossier::io::llm {

/// A block of the system prompt, shared by all calls that send it.
struct system_block {
  std::shared_ptr<const std::string> text;
  /// The prefix up to here is worth caching.
  bool cache = false;
};

enum class speaker { user, assistant };

struct message {
  enum speaker speaker = speaker::user;
  std::string text;
};

struct request {
  /// As in the first line of the prompt: `section_4`, `section_4 / overview`.
  std::string stage;
  std::string report_type;
  std::vector<system_block> system;
  /// Begins with the lines Stage, Company and Geography; alternates; ends with
  /// the user.
  std::vector<message> messages;
  int max_tokens = 0;
};

struct answer {
  std::string text;
  std::string model;
  /// As the provider named it, such as `end_turn`.
  std::string stop_reason;
  usage spent;
  /// Calls sent besides this one, such as the replay on a fresh connection.
  unsigned extra_calls = 0;
};

struct failure {
  error_class error = error_class::transient;
  /// For people: what happened, at most 500 characters, no secrets.
  std::string message;
  std::string model;
  std::string stop_reason;
  /// What the provider asked for.
  std::optional<milliseconds> retry_after;
  /// It asks not to be tried again, whatever the class.
  bool is_final = false;
  usage spent;
  /// As in an answer.
  unsigned extra_calls = 0;
};

/// Hears of one call, in order, from one thread at a time, possibly before
/// `start` returns. Exactly one of the last two comes, and nothing after it.
class listener {
public:
  virtual ~listener() = default;

  /// What was streamed so far of this call is void: it starts over.
  virtual void on_restart() = 0;

  virtual void on_text(std::string piece) = 0;

  virtual void on_answer(answer result) = 0;

  virtual void on_failure(failure reason) = 0;
};

/// A call that was started. Destroying it does not cancel it.
class call {
public:
  virtual ~call() = default;

  /// Closes the connection; the listener hears `transient` within 100 ms unless
  /// it has heard the end already. Any thread; a second time does nothing.
  virtual void cancel() = 0;
};

/// Thread-safe.
class client {
public:
  virtual ~client() = default;

  virtual std::shared_ptr<call>
  start(request request, std::shared_ptr<listener> to) = 0;

  /// Name of the model that answers, for records and prices.
  virtual std::string model() const = 0;

  /// Whether the answers are invented.
  virtual bool is_demo() const = 0;
};

} // namespace dossier::io::llm
