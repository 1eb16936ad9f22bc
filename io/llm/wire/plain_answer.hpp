/// An answer as it came, for those who look at all of it.

#pragma once

#include "io/llm/wire/https_stream.hpp"

namespace dossier::io::llm::wire {

/// An answer or the reason why there is none.
struct plain_answer {
  /// Status 0: there was no answer.
  response_head head;
  /// No more of it than its record was to hold.
  std::string body;
  std::optional<stream_failure> failure;
  /// When the head arrived.
  timestamp at;
};

/// Writes an answer down, by itself or while another reads it.
class answer_record : public stream_sink {
public:
  explicit answer_record(std::size_t max_bytes);

  /// Not before the end was heard.
  const plain_answer& answer() const noexcept {
    return answer_;
  }

  void on_restart() override;

  void on_head(const response_head& head) override;

  /// `abandon` once it holds as much as it may.
  sink_verdict on_body(std::string_view bytes) override;

  void on_end() override;

  void on_failure(stream_failure reason) override;

private:
  std::size_t max_bytes_;
  plain_answer answer_;
};

} // namespace dossier::io::llm::wire
