/// What the writer's parts share: reading values and putting state back.

#pragma once

#include "io/llm/demo/expression.hpp"

#include <utility>

namespace dossier::io::llm::demo {

/// Puts back what a template or fact changed for its inside.
template <class T>
class restored {
public:
  restored(T& what, T inside) : what_{what}, before_{std::move(what)} {
    what_ = std::move(inside);
  }

  restored(const restored&) = delete;
  restored& operator=(const restored&) = delete;

  ~restored() {
    what_ = std::move(before_);
  }

private:
  T& what_;
  T before_;
};

/// Texts as they are, everything else as JSON has it.
void append_text(std::string& to, const ordered_json& value);

/// Throws `std::runtime_error` for what is no number.
double to_double(const ordered_json& value);

/// Empty, zero and null are not.
bool is_truthy(const ordered_json& value);

} // namespace dossier::io::llm::demo
