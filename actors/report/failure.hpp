/// How a step on the way to a section fails: as a value.

#pragma once

#include "messages/stage.hpp"

#include <variant>

namespace dossier::report {

struct failure {
  error_class error = error_class::internal;
  std::string message;

  friend bool operator==(const failure&, const failure&) = default;
};

template <class T>
using result = std::variant<T, failure>;

} // namespace dossier::report
