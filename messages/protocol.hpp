/// Who may say what to whom: the interface of every actor, on one page.
///
/// Each handle lists the messages its actor accepts. The comment on a line
/// says who sends it, and why. Read this file first: from top to bottom it is
/// the way of one job.

#pragma once

#include "messages/calls.hpp"
#include "messages/commands.hpp"
#include "messages/live.hpp"
#include "messages/operation.hpp"
#include "messages/questions.hpp"
#include "messages/queueing.hpp"
#include "messages/request_outcome.hpp"
#include "messages/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace dossier::io {

class outbox;
class responder;
struct request;

} // namespace dossier::io

namespace dossier::io::llm {

struct request;

} // namespace dossier::io::llm

namespace dossier {

// -- sockets to engine --------------------------------------------------------

/// Answers what clients ask, by asking the others.
using gateway_actor = caf::typed_actor<
  // HTTP session: a request that passed the route table.
  caf::reacts_to<client_call>>;

/// Serves one connected client: what it follows, and how far it got.
using edge_actor = caf::typed_actor<
  // Socket session: the client sent a frame.
  caf::reacts_to<client_frame>,
  // Socket session: everything pushed has been written.
  caf::reacts_to<writable_atom>,
  // Socket session: the client is gone.
  caf::reacts_to<closed_atom>,
  // Event bus: something happened to a job this client follows, or to any.
  caf::reacts_to<live_frame>>;

// -- a job --------------------------------------------------------------------

/// Admits jobs, bounded and fair to users, and gives each a supervisor.
using queue_actor = caf::typed_actor<
  // Gateway: a new job. Answers once it is durable.
  caf::replies_to<submit_job>::with<request_outcome>,
  // Gateway, console: do this with a job. Answers once it is durable.
  caf::replies_to<job_command>::with<request_outcome>,
  // Supervisor that has left this job: a call of it ended late, at this cost.
  // Answers once that is durable.
  caf::replies_to<job_id, late_usage>::with<recorded>,
  // Gateway, edge, bus: where do these jobs stand in the queue?
  caf::replies_to<find_queue_positions>::with<queue_positions>,
  // Supervisor: I leave this job; its slot is free. It is answered with an
  // `assignment` or `stop_atom` where the job waits to be run again.
  caf::reacts_to<job_left>,
  // Console: from now on, admit nobody; or admit again. Answers once it is
  // durable.
  caf::replies_to<set_paused>::with<recorded>,
  // Console: at most this number of jobs may run from now on.
  caf::reacts_to<set_running_limit>,
  // Console: admit this job, whatever pause and limit say.
  caf::replies_to<start_job>::with<request_outcome>,
  // Console: how do things stand?
  caf::replies_to<queue_atom>::with<queue_state>,
  // System, at start: take up what the last process left unfinished.
  caf::replies_to<recover_atom>::with<recovered>,
  // Self: admit again what could not be admitted.
  caf::reacts_to<retry_atom>,
  // Self, once a minute: look for unfinished jobs that nobody has.
  caf::reacts_to<sweep_atom>,
  // System, at the end: admit nobody, and have those who run suspend their
  // jobs. Answers when all have.
  caf::replies_to<drain>::with<recorded>>;

/// Owns one job: all its facts pass here, and `rules::step` says what follows.
using supervisor_actor = caf::typed_actor<
  // Queue: this is your job.
  caf::reacts_to<assignment>,
  // Stage: an attempt has ended. Answers once that is durable.
  caf::replies_to<attempt_report>::with<verdict>,
  // Stage: the wait is over, may I try again? Answers once that is durable.
  caf::replies_to<attempt_due>::with<verdict>,
  // Stage: a cancelled call has ended late; self: offer its cost again.
  caf::reacts_to<late_usage>,
  // Self: late calls were awaited for long enough.
  caf::reacts_to<deadline_atom>,
  // Queue: do this with your job. Answers once it is durable.
  caf::replies_to<job_command>::with<request_outcome>,
  // Queue: a call of your job ended late, at this cost. Answers once that is
  // durable.
  caf::replies_to<job_id, late_usage>::with<recorded>,
  // Queue: the job that you left is not yours to run.
  caf::reacts_to<stop_atom>,
  // Queue, now and then: see that nothing of your job stays stuck.
  caf::reacts_to<sweep_atom>,
  // Self: read the job anew, as a commit was refused.
  caf::reacts_to<reload_atom>,
  // Queue: the process is about to end.
  caf::reacts_to<drain>>;

/// Writes one section of one job's report.
using stage_actor = caf::typed_actor<
  // Supervisor, at the start and after reading the job anew: these are your
  // peers, and what they have written so far.
  caf::reacts_to<stage_peers>,
  // Peer stage: a stage you build on has ended, and you may start if named.
  caf::reacts_to<stage_ended>,
  // Supervisor, after a restart: make this attempt; its start is durable.
  caf::reacts_to<attempt_key>,
  // Model call: more text.
  caf::reacts_to<call_text>,
  // Model call: the text so far is void.
  caf::reacts_to<call_restarted>,
  // Provider: the answer is complete.
  caf::reacts_to<call_answered>,
  // Provider: there will be no answer.
  caf::reacts_to<call_failed>,
  // Self: publish the text that has gathered.
  caf::reacts_to<write_atom>,
  // Self: the wait after this attempt is over, ask for the next.
  caf::reacts_to<retry_atom, attempt_key>,
  // Self: offer the result again that could not be recorded.
  caf::reacts_to<resubmit_atom>,
  // Supervisor: abort your attempt, and say what it has cost. Answers when
  // its connection is closed, or refuses: then the cost follows by itself.
  caf::replies_to<abort_atom>::with<attempt_report>,
  // Supervisor: you have ended; nobody else says so.
  caf::reacts_to<stop_atom>,
  // Supervisor: the process is about to end; begin no attempt.
  caf::reacts_to<drain>,
  // Self: the attempt that runs has reached its deadline.
  caf::reacts_to<deadline_atom>,
  // Self: the call of this attempt was cancelled, and has not ended.
  caf::reacts_to<timeout_atom, attempt_key>>;

/// The rate limiter before a model: how many calls run, and which comes next.
using provider_actor = caf::typed_actor<
  // Stage: ask the model this. Text and the end go back to the stage.
  caf::reacts_to<call_request>,
  // Model call, and self after a while: the provider has not turned it away.
  caf::reacts_to<call_taken>,
  // Model call: it has ended, its slot is free.
  caf::reacts_to<call_ended>,
  // Stage, also when it dies: end this call. Answers when it was told to.
  caf::reacts_to<cancel_call>,
  // Console: from now on, at most this number of calls at a time.
  caf::reacts_to<set_concurrency>,
  // Console: how busy is it?
  caf::replies_to<limiter_atom>::with<limiter_state>,
  // Self: the provider has been left alone for long enough.
  caf::reacts_to<wake_atom>,
  // Self: publish the calls that still wait.
  caf::reacts_to<publish_atom>>;

// -- what outlives the process ------------------------------------------------

/// The only actor that writes: gathers commits, writes them as one group,
/// acknowledges, then notifies the bus.
using recorder_actor = caf::typed_actor<
  // Queue, supervisor: make this durable.
  caf::replies_to<commit_ptr>::with<recorded>,
  // Queue, console, provider: make this durable, which is part of no commit.
  caf::replies_to<store_notes>::with<recorded>,
  // Self: write what has gathered.
  caf::reacts_to<write_atom>,
  // Self, with the groups written so far: run the maintenance that was
  // deferred, if it is quiet.
  caf::reacts_to<maintain_atom, std::uint64_t>,
  // Self, now and then: forget what need not be kept.
  caf::reacts_to<prune_atom>,
  // Self, after a write has failed: see whether the store can be written again.
  caf::reacts_to<retry_atom>>;

/// Answers from the store, on a connection that cannot write.
using reader_actor = caf::typed_actor<
  // Queue, supervisor: everything about a job that is to go on.
  caf::replies_to<find_job>::with<job_found>,
  // Gateway: what the report shows.
  caf::replies_to<find_report>::with<report_found>,
  // Gateway, edge: where a job stands.
  caf::replies_to<find_state>::with<state_found>,
  // Gateway, edge: a page of jobs.
  caf::replies_to<job_query>::with<job_page>,
  // Gateway, edge: a page of a job's events.
  caf::replies_to<event_query>::with<events_found>,
  // Gateway: every attempt of a job.
  caf::replies_to<find_attempts>::with<attempts_found>,
  // Gateway: every output a stage ever had.
  caf::replies_to<find_versions>::with<versions_found>,
  // Gateway, supervisor: one of them, with its text.
  caf::replies_to<find_version>::with<versions_found>,
  // Gateway, edge: what does a stage of this report type take?
  caf::replies_to<find_estimates>::with<estimates_found>,
  // Console: which ended jobs are these?
  caf::replies_to<job_filter>::with<job_ids>,
  // Console: all jobs, a part at a time.
  caf::replies_to<list_ids>::with<job_ids>,
  // Console: a page of what administrators did.
  caf::replies_to<audit_query>::with<audit_page>,
  // Queue, at start: what was set?
  caf::replies_to<find_setting>::with<setting_found>,
  // Queue: was a command with this key answered before?
  caf::replies_to<find_answer>::with<answer_found>,
  // Queue, at start: what has not ended?
  caf::replies_to<unfinished_atom>::with<unfinished_jobs>,
  // Edge: which database file is this?
  caf::replies_to<epoch_atom>::with<std::string>>;

// -- news ---------------------------------------------------------------------
// Facts come first, to the supervisor; clients hear of the same commit from the
// bus, and nothing orders one way after the other.

/// Hands what happens to those who follow it, encoded once for all of them.
using event_bus_actor = caf::typed_actor<
  // Recorder: this has been committed.
  caf::reacts_to<job_news>,
  // Recorder: this job is gone.
  caf::reacts_to<job_removed>,
  // Recorder: the disk has refused this, and may have it all the same; self:
  // the job could not be read yet.
  caf::reacts_to<commit_ptr>,
  // Stage: this has been written, and is not stored.
  caf::reacts_to<text_delta>,
  // Provider: this stage is held back, or no longer.
  caf::reacts_to<wait_changed>,
  // Edge: from now on, notify me of this job. Answers with what is not stored.
  caf::replies_to<follow_job>::with<live_view>, caf::reacts_to<unfollow_job>,
  // Edge: from now on, notify me when any job changes.
  caf::reacts_to<follow_feed>, caf::reacts_to<unfollow_feed>,
  // Gateway: what is not stored about this job?
  caf::replies_to<find_live>::with<live_view>>;

// -- administrators -----------------------------------------------------------

/// Carries out what administrators ask for, wherever they ask, and keeps a
/// record of it.
using console_actor = caf::typed_actor<
  // Gateway, edge: an operation that only administrators may ask for.
  caf::replies_to<admin_call>::with<admin_outcome>,
  // Self: the next jobs of a bulk command.
  caf::reacts_to<retry_atom>>;

// -- messages that carry handles or leave the engine --------------------------

struct client_call {
  std::shared_ptr<const io::request> request;
  std::shared_ptr<io::responder> to;
};

struct client_frame {
  std::string text;
};

/// A durable event, for the followers of its job.
struct event_frame {
  job_id id;
  std::uint64_t seq = 0;
  std::shared_ptr<const std::string> text;
  /// As it is stored.
  std::shared_ptr<const std::string> event;
};

/// Events up to `seq` that followers are to read from the store: the bus has
/// not seen them.
struct unseen_events {
  job_id id;
  std::uint64_t seq = 0;
};

/// What is not stored, for followers who want it: text of a running stage, or
/// why it waits.
struct delta_frame {
  job_id id;
  std::shared_ptr<const std::string> text;
};

/// What has become of a job, for the jobs feed.
struct feed_frame {
  job_id id;
  user_id user;
  std::uint64_t revision = 0;
  std::shared_ptr<const std::string> text;
};

/// A job is gone: for its followers and for the jobs feed. Nothing comes after
/// it.
struct removal_frame {
  job_id id;
  user_id user;
  std::shared_ptr<const std::string> text;
};

/// What the bus sends, encoded once for all who get it.
struct live_frame {
  std::variant<event_frame, unseen_events, delta_frame, feed_frame,
               removal_frame>
    body;
};

/// What a supervisor is given a job for.
enum class assignment_purpose : std::uint8_t {
  /// Commands that follow; nothing is run.
  commands,
  run,
  /// To run it on; attempts under way belong to a process that is gone.
  recovery,
};

struct assignment {
  struct job job;
  assignment_purpose purpose = assignment_purpose::run;
};

/// Whom a stage listens to, whom it notifies, and what it starts from: the same
/// for all stages of a job, which share it.
struct stage_peers {
  supervisor_actor supervisor;
  /// Indexed like the pipeline; null for stages that had ended at the start.
  std::shared_ptr<const std::vector<stage_actor>> stages;
  /// As of now; outputs of stages it does not build on are ignored.
  std::shared_ptr<const struct job> job;
};

struct stage_ended {
  stage_index stage = 0;
  stage_status status = stage_status::failed;
  /// Null without one.
  section_text output;
  source_catalog_ptr sources;
  /// Stages whose start was committed with this end.
  stage_set starts;
};

struct call_request {
  stage_actor stage;
  attempt_key key;
  /// Number of the call within its attempt, from 1.
  unsigned call = 1;
  job_id job;
  pipeline_ptr graph;
  /// Stages on the longest way from here to the end of the job; more is more
  /// urgent.
  unsigned remaining_path = 0;
  /// What the stage has waited for a busy provider, in this generation. Comes
  /// back with the end of the call.
  milliseconds throttled{0};
  std::shared_ptr<const io::llm::request> prompt;
};

struct recorded {};

/// An operation of an administrator: the same over HTTP and over a socket.
struct admin_call {
  enum operation operation {};
  /// The caller; the sender has checked the role.
  user_id by;
  /// Path, query and body fields in one object.
  std::shared_ptr<const nlohmann::json> params;
  /// Joins a refusal with the log.
  std::string trace_id;
};

struct follow_job {
  job_id id;
  edge_actor edge;
  bool deltas = true;
};

struct unfollow_job {
  job_id id;
  edge_actor edge;
};

struct follow_feed {
  edge_actor edge;
};

struct unfollow_feed {
  edge_actor edge;
};

struct find_live {
  job_id id;
};

} // namespace dossier
