/// Makes our messages known to CAF. Nothing else in the code names an ID.

#pragma once

#include "messages/commit.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

namespace dossier {

struct admin_call;
struct answer_found;
struct assignment;
struct attempt_due;
struct attempt_list;
struct attempt_report;
struct attempts_found;
struct audit_page;
struct audit_query;
struct call_answered;
struct call_ended;
struct call_failed;
struct call_request;
struct call_restarted;
struct call_taken;
struct call_text;
struct cancel_call;
struct client_call;
struct client_frame;
struct wait_changed;
struct drain;
struct estimates_found;
struct event_query;
struct events_found;
struct find_answer;
struct find_attempts;
struct find_estimates;
struct find_job;
struct find_live;
struct find_queue_positions;
struct find_report;
struct find_setting;
struct find_state;
struct find_version;
struct find_versions;
struct follow_feed;
struct follow_job;
struct gate_state;
struct job_command;
struct job_filter;
struct job_found;
struct job_ids;
struct job_left;
struct job_news;
struct job_page;
struct job_query;
struct job_removed;
struct late_usage;
struct list_ids;
struct live_frame;
struct live_view;
struct queue_positions;
struct queue_state;
struct recorded;
struct recovered;
struct report_found;
struct set_concurrency;
struct set_paused;
struct set_running_limit;
struct setting_found;
struct stage_ended;
struct stage_peers;
struct start_job;
struct state_found;
struct submit_job;
struct text_delta;
struct unfinished_jobs;
struct unfollow_feed;
struct unfollow_job;
struct verdict;
struct versions_found;

} // namespace dossier

CAF_BEGIN_TYPE_ID_BLOCK(dossier, first_custom_type_id)

  CAF_ADD_ATOM(dossier, dossier, abort_atom, "abort")
  CAF_ADD_ATOM(dossier, dossier, closed_atom, "closed")
  CAF_ADD_ATOM(dossier, dossier, deadline_atom, "deadline")
  CAF_ADD_ATOM(dossier, dossier, writable_atom, "writable")
  CAF_ADD_ATOM(dossier, dossier, epoch_atom, "epoch")
  CAF_ADD_ATOM(dossier, dossier, gate_atom, "gate")
  CAF_ADD_ATOM(dossier, dossier, timeout_atom, "timeout")
  CAF_ADD_ATOM(dossier, dossier, resubmit_atom, "resubmit")
  CAF_ADD_ATOM(dossier, dossier, prune_atom, "prune")
  CAF_ADD_ATOM(dossier, dossier, queue_atom, "queue")
  CAF_ADD_ATOM(dossier, dossier, recover_atom, "recover")
  CAF_ADD_ATOM(dossier, dossier, reload_atom, "reload")
  CAF_ADD_ATOM(dossier, dossier, retry_atom, "retry")
  CAF_ADD_ATOM(dossier, dossier, stop_atom, "stop")
  CAF_ADD_ATOM(dossier, dossier, sweep_atom, "sweep")
  CAF_ADD_ATOM(dossier, dossier, publish_atom, "publish")
  CAF_ADD_ATOM(dossier, dossier, maintain_atom, "maintain")
  CAF_ADD_ATOM(dossier, dossier, unfinished_atom, "unfinished")
  CAF_ADD_ATOM(dossier, dossier, wake_atom, "wake")
  CAF_ADD_ATOM(dossier, dossier, write_atom, "write")

  CAF_ADD_TYPE_ID(dossier, (dossier::admin_call))
  CAF_ADD_TYPE_ID(dossier, (dossier::answer_found))
  CAF_ADD_TYPE_ID(dossier, (dossier::assignment))
  CAF_ADD_TYPE_ID(dossier, (dossier::attempt_due))
  CAF_ADD_TYPE_ID(dossier, (dossier::attempt_key))
  CAF_ADD_TYPE_ID(dossier, (dossier::attempt_report))
  CAF_ADD_TYPE_ID(dossier, (dossier::attempts_found))
  CAF_ADD_TYPE_ID(dossier, (dossier::audit_page))
  CAF_ADD_TYPE_ID(dossier, (dossier::audit_query))
  CAF_ADD_TYPE_ID(dossier, (dossier::bookkeeping))
  CAF_ADD_TYPE_ID(dossier, (dossier::call_answered))
  CAF_ADD_TYPE_ID(dossier, (dossier::call_ended))
  CAF_ADD_TYPE_ID(dossier, (dossier::call_failed))
  CAF_ADD_TYPE_ID(dossier, (dossier::call_request))
  CAF_ADD_TYPE_ID(dossier, (dossier::call_restarted))
  CAF_ADD_TYPE_ID(dossier, (dossier::call_taken))
  CAF_ADD_TYPE_ID(dossier, (dossier::call_text))
  CAF_ADD_TYPE_ID(dossier, (dossier::cancel_call))
  CAF_ADD_TYPE_ID(dossier, (dossier::client_call))
  CAF_ADD_TYPE_ID(dossier, (dossier::client_frame))
  CAF_ADD_TYPE_ID(dossier, (dossier::commit_ptr))
  CAF_ADD_TYPE_ID(dossier, (dossier::wait_changed))
  CAF_ADD_TYPE_ID(dossier, (dossier::drain))
  CAF_ADD_TYPE_ID(dossier, (dossier::estimates_found))
  CAF_ADD_TYPE_ID(dossier, (dossier::event_query))
  CAF_ADD_TYPE_ID(dossier, (dossier::events_found))
  CAF_ADD_TYPE_ID(dossier, (dossier::find_answer))
  CAF_ADD_TYPE_ID(dossier, (dossier::find_attempts))
  CAF_ADD_TYPE_ID(dossier, (dossier::find_estimates))
  CAF_ADD_TYPE_ID(dossier, (dossier::find_job))
  CAF_ADD_TYPE_ID(dossier, (dossier::find_live))
  CAF_ADD_TYPE_ID(dossier, (dossier::find_queue_positions))
  CAF_ADD_TYPE_ID(dossier, (dossier::find_report))
  CAF_ADD_TYPE_ID(dossier, (dossier::find_setting))
  CAF_ADD_TYPE_ID(dossier, (dossier::find_state))
  CAF_ADD_TYPE_ID(dossier, (dossier::find_version))
  CAF_ADD_TYPE_ID(dossier, (dossier::find_versions))
  CAF_ADD_TYPE_ID(dossier, (dossier::follow_feed))
  CAF_ADD_TYPE_ID(dossier, (dossier::follow_job))
  CAF_ADD_TYPE_ID(dossier, (dossier::gate_state))
  CAF_ADD_TYPE_ID(dossier, (dossier::job_command))
  CAF_ADD_TYPE_ID(dossier, (dossier::job_filter))
  CAF_ADD_TYPE_ID(dossier, (dossier::job_found))
  CAF_ADD_TYPE_ID(dossier, (dossier::job_ids))
  CAF_ADD_TYPE_ID(dossier, (dossier::job_left))
  CAF_ADD_TYPE_ID(dossier, (dossier::job_news))
  CAF_ADD_TYPE_ID(dossier, (dossier::job_page))
  CAF_ADD_TYPE_ID(dossier, (dossier::job_query))
  CAF_ADD_TYPE_ID(dossier, (dossier::job_removed))
  CAF_ADD_TYPE_ID(dossier, (dossier::late_usage))
  CAF_ADD_TYPE_ID(dossier, (dossier::list_ids))
  CAF_ADD_TYPE_ID(dossier, (dossier::live_frame))
  CAF_ADD_TYPE_ID(dossier, (dossier::live_view))
  CAF_ADD_TYPE_ID(dossier, (dossier::queue_positions))
  CAF_ADD_TYPE_ID(dossier, (dossier::queue_state))
  CAF_ADD_TYPE_ID(dossier, (dossier::recorded))
  CAF_ADD_TYPE_ID(dossier, (dossier::recovered))
  CAF_ADD_TYPE_ID(dossier, (dossier::report_found))
  CAF_ADD_TYPE_ID(dossier, (dossier::reply))
  CAF_ADD_TYPE_ID(dossier, (dossier::set_concurrency))
  CAF_ADD_TYPE_ID(dossier, (dossier::set_paused))
  CAF_ADD_TYPE_ID(dossier, (dossier::set_running_limit))
  CAF_ADD_TYPE_ID(dossier, (dossier::setting_found))
  CAF_ADD_TYPE_ID(dossier, (dossier::stage_ended))
  CAF_ADD_TYPE_ID(dossier, (dossier::stage_peers))
  CAF_ADD_TYPE_ID(dossier, (dossier::start_job))
  CAF_ADD_TYPE_ID(dossier, (dossier::state_found))
  CAF_ADD_TYPE_ID(dossier, (dossier::submit_job))
  CAF_ADD_TYPE_ID(dossier, (dossier::text_delta))
  CAF_ADD_TYPE_ID(dossier, (dossier::unfinished_jobs))
  CAF_ADD_TYPE_ID(dossier, (dossier::unfollow_feed))
  CAF_ADD_TYPE_ID(dossier, (dossier::unfollow_job))
  CAF_ADD_TYPE_ID(dossier, (dossier::verdict))
  CAF_ADD_TYPE_ID(dossier, (dossier::versions_found))

CAF_END_TYPE_ID_BLOCK(dossier)

// Messages never leave this process, so CAF needs no serializer for them.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::admin_call)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::answer_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::assignment)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::attempt_due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::attempt_key)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::attempt_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::attempts_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::audit_page)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::audit_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::bookkeeping)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::call_answered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::call_ended)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::call_failed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::call_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::call_restarted)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::call_taken)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::call_text)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::cancel_call)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::client_call)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::client_frame)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::commit_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::wait_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::drain)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::estimates_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::event_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::events_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::find_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::find_attempts)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::find_estimates)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::find_job)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::find_live)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::find_queue_positions)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::find_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::find_setting)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::find_state)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::find_version)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::find_versions)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::follow_feed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::follow_job)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::gate_state)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::job_command)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::job_filter)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::job_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::job_ids)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::job_left)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::job_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::job_page)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::job_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::job_removed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::late_usage)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::list_ids)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::live_frame)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::live_view)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::queue_positions)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::queue_state)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::recorded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::recovered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::report_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::reply)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::set_concurrency)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::set_paused)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::set_running_limit)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::setting_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::stage_ended)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::stage_peers)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::start_job)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::state_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::submit_job)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::text_delta)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::unfinished_jobs)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::unfollow_feed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::unfollow_job)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::verdict)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dossier::versions_found)
