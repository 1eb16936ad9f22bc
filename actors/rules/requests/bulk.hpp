/// Which jobs a bulk rerun is about, and which sections of each.

#pragma once

#include "actors/rules/requests/admin_requests.hpp"
#include "messages/commands.hpp"
#include "messages/json.hpp"

namespace dossier::rules {

/// Why a job is left out.
enum class skip_reason : std::uint8_t {
  not_found,
  job_active,
  unknown_stage,
  nothing_failed,
};

struct skipped_job {
  job_id id;
  skip_reason reason{};
};

struct chosen_job {
  job_id id;
  std::vector<std::string> sections;
  /// At which they were chosen.
  std::uint64_t revision = 0;
};

/// What a bulk rerun comes to, before any of it is done.
struct bulk_choice {
  std::vector<chosen_job> jobs;
  std::vector<skipped_job> skipped;
};

/// What to ask the store for: each asks for one job more than may be rerun, so
/// that too many show. Failed sections are looked for only where there may be
/// some.
std::vector<job_filter> bulk_filters(const bulk_request& request);

/// Null stands for a job that is not there.
void choose(const bulk_request& request, const job_id& id,
            const job_state_ptr& job, bulk_choice& into);

/// 422: the filter fits more jobs than one command may rerun.
problem too_many_jobs();

/// Sections chosen as failed are refused once the job has moved on: they may
/// have been completed meanwhile.
rerun_command to_command(const bulk_request& request, const chosen_job& job);

/// `BulkRerun`.
json show_choice(const bulk_request& request, const bulk_choice& choice);

} // namespace dossier::rules
