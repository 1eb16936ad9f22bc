#include "actors/rules/views/answers.hpp"

#include "messages/json.hpp"

namespace dossier::rules {

namespace {

reply answer_with(int status, const json& body, headers extra = {}) {
  return json_reply(status, to_text(body), std::move(extra));
}

struct renderer {
  reply operator()(const job_accepted& job) const {
    auto sections = job.graph->stages.size() - 1;
    return answer_with(
      202,
      {{"jobId", job.id},
       {"status", to_string(job_status::queued)},
       {"queuePosition", job.position},
       {"message", "Research job created. Generating all "
                     + std::to_string(sections) + " sections."}},
      {{"Location", "/api/research/jobs/" + job.id}});
  }

  reply operator()(const job_admitted& job) const {
    return answer_with(
      200, {{"jobId", job.id}, {"status", to_string(job_status::running)}});
  }

  reply operator()(const rerun_accepted& rerun) const {
    auto count = std::to_string(rerun.sections.count());
    json body{{"jobId", rerun.id},
              {"status", to_string(job_status::queued)},
              {"sections", stage_ids(*rerun.graph, rerun.sections)},
              {"recomputed", stage_ids(*rerun.graph, rerun.recomputed)},
              {"stale", stage_ids(*rerun.graph, rerun.stale)},
              {"generation", rerun.generation},
              {"message", "Rerunning " + count
                            + " sections. Other sections remain unchanged."}};
    if (rerun.is_regenerate)
      body["sectionsToRegenerate"] = body["sections"];
    return answer_with(202, body);
  }

  reply operator()(const cancel_accepted& job) const {
    return answer_with(
      202, {{"jobId", job.id}, {"status", to_string(job_status::cancelled)}});
  }

  reply operator()(const job_changed& job) const {
    return answer_with(200, {{"jobId", job.id}});
  }

  reply operator()(const version_restored& restored) const {
    return answer_with(200, {{"jobId", restored.id},
                             {"stage", restored.stage},
                             {"version", restored.version},
                             {"status", to_string(restored.status)}});
  }

  reply operator()(const job_deleted&) const {
    return {.status = 204, .content_type = {}, .extra = {}, .body = {}};
  }

  reply operator()(const first_answer& answer) const {
    return answer.given;
  }

  reply operator()(const admin_view& view) const {
    return {.status = view.goes_on ? 202 : 200,
            .content_type = "application/json",
            .extra = {},
            .body = view.text};
  }

  reply operator()(const problem& refusal) const {
    return to_reply(refusal);
  }
};

constexpr std::chrono::seconds in_a_moment{1};

} // namespace

reply render(const request_outcome& outcome) {
  return std::visit(renderer{}, outcome.body);
}

reply render(const admin_outcome& outcome) {
  return std::visit(renderer{}, outcome.body);
}

problem key_in_flight() {
  return make_problem(problem_code::idempotency_in_flight,
                      "The first request with this Idempotency-Key has not "
                      "been answered yet; repeat it in a moment.");
}

problem queue_full() {
  return make_problem(problem_code::queue_full,
                      "Too many requests wait for the disk; repeat this one in "
                      "a moment.",
                      in_a_moment);
}

problem draining() {
  return make_problem(problem_code::draining,
                      "The server is shutting down; repeat this request in a "
                      "moment.",
                      in_a_moment);
}

problem not_startable() {
  return make_problem(problem_code::not_queued,
                      "The job does not wait in the queue.");
}

problem supervisor_gone() {
  return make_problem(problem_code::storage_busy,
                      "The job is being taken up again; repeat this request in "
                      "a moment.",
                      in_a_moment);
}

problem supervisor_died() {
  return make_problem(problem_code::internal,
                      "The job's supervisor died before it answered. The "
                      "command may have taken effect nevertheless: look before "
                      "you try again, or use the same Idempotency-Key.");
}

} // namespace dossier::rules
