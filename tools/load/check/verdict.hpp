/// The violations found so far.

#pragma once

#include "tools/load/check/graph.hpp"

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace dossier::load {

/// Says each violation on stderr as it is found, up to a bound; counts all.
class verdict {
public:
  explicit verdict(std::ostream& said) : said_(&said) {
    // nop
  }

  /// `promise` is the number of the guarantee, `job` may be empty.
  void add(const std::string& promise, const std::string& job,
           const std::string& text);

  std::size_t count() const noexcept {
    return count_;
  }

  /// `{count, byPromise, first}`.
  json show() const;

private:
  std::ostream* said_;
  std::size_t count_ = 0;
  std::map<std::string, std::size_t> by_promise_;
  std::vector<std::string> first_;
};

} // namespace dossier::load
