/// Outcomes as a client of the API hears them, so that a test can look at
/// status and body.

#pragma once

#include "actors/rules/views/answers.hpp"

namespace dossier::test {

/// What an actor answers where a test wants an `Answer`.
template <class Answer>
struct heard_as {
  using sent = Answer;

  static Answer show(Answer answer) {
    return answer;
  }
};

template <>
struct heard_as<reply> {
  using sent = request_outcome;

  static reply show(const request_outcome& outcome) {
    return rules::render(outcome);
  }
};

} // namespace dossier::test
