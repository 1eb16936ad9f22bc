#include "io/llm/wire/plain_answer.hpp"

namespace dossier::io::llm::wire {

answer_record::answer_record(std::size_t max_bytes) : max_bytes_{max_bytes} {
  // nop
}

void answer_record::on_restart() {
  // Nothing has come yet.
}

void answer_record::on_head(const response_head& head) {
  answer_.head = head;
  answer_.at
    = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

sink_verdict answer_record::on_body(std::string_view bytes) {
  answer_.body += bytes.substr(0, max_bytes_ - answer_.body.size());
  return answer_.body.size() < max_bytes_ ? sink_verdict::more
                                          : sink_verdict::abandon;
}

void answer_record::on_end() {
  // All of it is there.
}

void answer_record::on_failure(stream_failure reason) {
  answer_.failure = std::move(reason);
}

} // namespace dossier::io::llm::wire
