/// Plays a planned stream as a chunked answer.

#pragma once

#include "tools/llm_sim/anthropic/stream/plan.hpp"

namespace dossier::llm_sim::anthropic {

class stream_performance final : public performance {
public:
  stream_performance(std::string head, stream_plan plan);

  std::optional<microseconds> due() const override;
  void take(std::string& to) override;
  bool is_piecemeal() const override;
  ending end() const override;

private:
  void take_beat(std::string& to);
  void take_byte(std::string& to);

  std::string head_;
  stream_plan plan_;
  std::size_t next_ = 0;
  bool is_over_ = false;
  /// Of a stall: the ping to come.
  microseconds next_ping_{};
  /// What is sent byte by byte, and how far that is.
  std::string pieces_;
  std::size_t sent_ = 0;
};

} // namespace dossier::llm_sim::anthropic
