/// Makes our messages known to CAF. Nothing else in the code names an ID.

#pragma once

#include "messages/commit.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

/// Every message that is a structure, once: applied to each below.
// clang-format off
#define DOSSIER_MESSAGES(apply) \
  apply(admin_call) \
  apply(admin_outcome) \
  apply(answer_found) \
  apply(assignment) \
  apply(attempt_due) \
  apply(attempt_key) \
  apply(attempt_report) \
  apply(attempts_found) \
  apply(audit_page) \
  apply(audit_query) \
  apply(store_notes) \
  apply(call_answered) \
  apply(call_ended) \
  apply(call_failed) \
  apply(call_request) \
  apply(call_restarted) \
  apply(call_taken) \
  apply(call_text) \
  apply(cancel_call) \
  apply(client_call) \
  apply(client_frame) \
  apply(drain) \
  apply(estimates_found) \
  apply(event_query) \
  apply(events_found) \
  apply(find_answer) \
  apply(find_attempts) \
  apply(find_estimates) \
  apply(find_job) \
  apply(find_live) \
  apply(find_queue_positions) \
  apply(find_report) \
  apply(find_setting) \
  apply(find_state) \
  apply(find_version) \
  apply(find_versions) \
  apply(follow_feed) \
  apply(follow_job) \
  apply(limiter_state) \
  apply(job_command) \
  apply(job_filter) \
  apply(job_found) \
  apply(job_ids) \
  apply(job_left) \
  apply(job_news) \
  apply(job_page) \
  apply(job_query) \
  apply(job_removed) \
  apply(late_usage) \
  apply(list_ids) \
  apply(live_frame) \
  apply(live_view) \
  apply(queue_positions) \
  apply(queue_state) \
  apply(recorded) \
  apply(recovered) \
  apply(report_found) \
  apply(request_outcome) \
  apply(set_concurrency) \
  apply(set_paused) \
  apply(set_running_limit) \
  apply(setting_found) \
  apply(stage_ended) \
  apply(stage_peers) \
  apply(start_job) \
  apply(state_found) \
  apply(submit_job) \
  apply(text_delta) \
  apply(unfinished_jobs) \
  apply(unfollow_feed) \
  apply(unfollow_job) \
  apply(verdict) \
  apply(versions_found) \
  apply(wait_changed)
// clang-format on

namespace dossier {

#define DOSSIER_DECLARE(type) struct type;
DOSSIER_MESSAGES(DOSSIER_DECLARE)
#undef DOSSIER_DECLARE

} // namespace dossier

CAF_BEGIN_TYPE_ID_BLOCK(dossier, first_custom_type_id)

  CAF_ADD_ATOM(dossier, dossier, abort_atom, "abort")
  CAF_ADD_ATOM(dossier, dossier, closed_atom, "closed")
  CAF_ADD_ATOM(dossier, dossier, deadline_atom, "deadline")
  CAF_ADD_ATOM(dossier, dossier, epoch_atom, "epoch")
  CAF_ADD_ATOM(dossier, dossier, limiter_atom, "limiter")
  CAF_ADD_ATOM(dossier, dossier, maintain_atom, "maintain")
  CAF_ADD_ATOM(dossier, dossier, prune_atom, "prune")
  CAF_ADD_ATOM(dossier, dossier, publish_atom, "publish")
  CAF_ADD_ATOM(dossier, dossier, queue_atom, "queue")
  CAF_ADD_ATOM(dossier, dossier, recover_atom, "recover")
  CAF_ADD_ATOM(dossier, dossier, reload_atom, "reload")
  CAF_ADD_ATOM(dossier, dossier, resubmit_atom, "resubmit")
  CAF_ADD_ATOM(dossier, dossier, retry_atom, "retry")
  CAF_ADD_ATOM(dossier, dossier, stop_atom, "stop")
  CAF_ADD_ATOM(dossier, dossier, sweep_atom, "sweep")
  CAF_ADD_ATOM(dossier, dossier, timeout_atom, "timeout")
  CAF_ADD_ATOM(dossier, dossier, unfinished_atom, "unfinished")
  CAF_ADD_ATOM(dossier, dossier, wake_atom, "wake")
  CAF_ADD_ATOM(dossier, dossier, writable_atom, "writable")
  CAF_ADD_ATOM(dossier, dossier, write_atom, "write")

  CAF_ADD_TYPE_ID(dossier, (dossier::commit_ptr))
#define DOSSIER_ADD(type) CAF_ADD_TYPE_ID(dossier, (dossier::type))
  DOSSIER_MESSAGES(DOSSIER_ADD)
#undef DOSSIER_ADD

CAF_END_TYPE_ID_BLOCK(dossier)

// Messages never leave this process, so CAF needs no serializer for them.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::commit_ptr)
#define DOSSIER_ALLOW(type) CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::type)
DOSSIER_MESSAGES(DOSSIER_ALLOW)
#undef DOSSIER_ALLOW
