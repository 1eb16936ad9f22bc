#include "tools/load/check/verdict.hpp"

#include <ostream>

namespace dossier::load {

namespace {

/// Enough to see the pattern; one fault may break a thousand jobs.
constexpr std::size_t most_told = 20;

} // namespace

void verdict::add(const std::string& promise, const std::string& job,
                  const std::string& text) {
  ++count_;
  ++by_promise_[promise];
  if (first_.size() >= most_told)
    return;
  first_.push_back(promise + (job.empty() ? "" : " job " + job) + ": " + text);
  *said_ << "violation: " << first_.back() << std::endl;
}

json verdict::show() const {
  return {{"count", count_}, {"byPromise", by_promise_}, {"first", first_}};
}

} // namespace dossier::load
