#include "io/llm/wire/reach.hpp"

#include <boost/asio/io_context.hpp>

#include <future>
#include <thread>

namespace dossier::io::llm::wire {

namespace {

using result_promise = std::promise<reach_result>;

/// Lives on a thread of its own, as a name that is looked up holds its thread
/// for as long as the system's resolver likes, whatever our deadline is.
class reaching {
public:
  reaching(const base_url& to, const std::string& ca_file)
    : links_{context_, to, ca_file}, link_{links_.make()} {
    // nop
  }

  reach_result run(milliseconds connect_limit, milliseconds tls_limit) {
    link_->connect(into_outcome());
    if (!await(connect_limit))
      return end(reach_step::connect, "no connection was made in time");
    if (outcome_->error != link_error::none)
      return end(reach_step::connect, outcome_->reason);
    outcome_.reset();
    link_->secure(into_outcome());
    if (!await(tls_limit))
      return end(reach_step::secure, "TLS was not agreed on in time");
    if (outcome_->error != link_error::none)
      return end(reach_step::secure, outcome_->reason);
    return end(reach_step::done, {});
  }

private:
  link_handler into_outcome() {
    return [this](link_result result) { outcome_ = std::move(result); };
  }

  /// False: nothing came in time.
  bool await(milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    context_.restart();
    while (!outcome_ && context_.run_one_until(until) != 0) {
      // until it is there
    }
    return outcome_.has_value();
  }

  reach_result end(reach_step step, std::string reason) {
    reach_result result;
    result.step = step;
    result.reason = std::move(reason);
    result.certificate = link_->certificate();
    if (step != reach_step::done)
      result.error = outcome_ ? outcome_->error : link_error::unreachable;
    link_->close();
    return result;
  }

  boost::asio::io_context context_{1};
  connector links_;
  std::shared_ptr<connection> link_;
  std::optional<link_result> outcome_;
};

void reach_on_this_thread(result_promise promise, const base_url& to,
                          const std::string& ca_file,
                          milliseconds connect_limit, milliseconds tls_limit) {
  try {
    reaching attempt{to, ca_file};
    promise.set_value(attempt.run(connect_limit, tls_limit));
  } catch (...) {
    promise.set_exception(std::current_exception());
  }
}

} // namespace

reach_result reach(const base_url& to, const std::string& ca_file,
                   milliseconds connect_limit, milliseconds tls_limit) {
  result_promise promise;
  auto result = promise.get_future();
  std::thread{reach_on_this_thread, std::move(promise), to, ca_file,
              connect_limit,        tls_limit}
    .detach();
  return result.get();
}

} // namespace dossier::io::llm::wire
