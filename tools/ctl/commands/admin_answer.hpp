/// What `admin` and `console` have in common.

#pragma once

#include "tools/ctl/app/session.hpp"
#include "tools/ctl/text/format.hpp"

namespace dossier::ctl {

/// The answer of the console, for people or programs.
void print_answer(session& with, const json& answer);

time_point clock_now();

} // namespace dossier::ctl
