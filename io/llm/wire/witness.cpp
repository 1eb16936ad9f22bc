#include "io/llm/wire/https_stream.hpp"

namespace dossier::io::llm::wire {

namespace {

class witnessed_sink final : public stream_sink {
public:
  witnessed_sink(std::shared_ptr<stream_sink> to,
                 std::shared_ptr<stream_sink> witness)
    : to_{std::move(to)}, witness_{std::move(witness)} {
    // nop
  }

  void on_restart() override {
    witness_->on_restart();
    to_->on_restart();
  }

  void on_head(const response_head& head) override {
    witness_->on_head(head);
    to_->on_head(head);
  }

  sink_verdict on_body(std::string_view bytes) override {
    witness_->on_body(bytes);
    return to_->on_body(bytes);
  }

  void on_end() override {
    witness_->on_end();
    to_->on_end();
  }

  void on_failure(stream_failure reason) override {
    witness_->on_failure(reason);
    to_->on_failure(std::move(reason));
  }

private:
  std::shared_ptr<stream_sink> to_;
  std::shared_ptr<stream_sink> witness_;
};

} // namespace

std::shared_ptr<stream_sink> witnessed(std::shared_ptr<stream_sink> to,
                                       std::shared_ptr<stream_sink> witness) {
  if (!witness)
    return to;
  return std::make_shared<witnessed_sink>(std::move(to), std::move(witness));
}

} // namespace dossier::io::llm::wire
