/// How a program of this project ends; scripts build on these numbers.

#pragma once

namespace dossier::ctl {

enum class exit_code {
  ok = 0,
  failure = 1,
  usage = 2,
  not_found = 3,
  not_allowed = 4,
  conflict = 5,
  unreachable = 6,
  job_not_completed = 7,
  interrupted = 130,
};

} // namespace dossier::ctl
