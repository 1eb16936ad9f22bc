/// The transport's own noes.

#pragma once

#include "messages/reply.hpp"

namespace dossier::io::http {

inline problem refusal(problem_code code, std::string detail,
                       headers extra = {}) {
  return make_problem(code, std::move(detail), std::move(extra));
}

} // namespace dossier::io::http
