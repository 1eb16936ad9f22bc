#include "tests/simulation/clients/clients.hpp"

#include "tests/simulation/world/graphs.hpp"

#include <algorithm>
#include <array>

namespace dossier::simulation {

namespace {

using namespace std::chrono_literals;

constexpr std::array names{"ann", "bob", "cleo", "dan"};

} // namespace

clients::clients(notes& log, const sim_clock& clock, rng& rng,
                 const records& kept)
  : log_(log), clock_(clock), rng_(rng), records_(kept) {
  // nop
}

void clients::want(std::size_t users, bool has_budgets) {
  auto which = std::make_shared<intent>();
  auto number = std::to_string(intents_.size());
  auto& request = which->submit.request;
  request.report_type = report_type;
  request.company_name = "Company " + number;
  request.user = names[rng_.below(std::min(users, names.size()))];
  request.priority = rng_.one_in(5) ? int(rng_.below(3)) - 1 : 0;
  if (has_budgets && rng_.one_in(8))
    request.budget = nano_usd(rng_.below(20)) * 100'000;
  if (!rng_.one_in(3))
    which->submit.key
      = idempotency_record{"submit " + number, "body " + number, {}, {}};
  which->due = clock_.steady();
  intents_.push_back(which);
}

void clients::send_due(process& to) {
  for (const auto& which : intents_) {
    which->is_settled = which->is_settled || which->is_key_old;
    if (!which->is_waiting && !which->is_settled
        && which->due <= clock_.steady())
      send(which, to);
  }
}

void clients::send(const intent_ptr& which, process& to) {
  log_.step("client", which->submit.request.company_name);
  which->is_waiting = which->was_sent = true;
  ask(which, to, &clients::on_reply);
  // A proxy that has lost patience sends it a second time.
  if (which->submit.key && rng_.one_in(6))
    ask(which, to, &clients::on_double_reply);
}

void clients::ask(const intent_ptr& which, process& to,
                  void (clients::*hear)(intent&, const reply*)) {
  ++which->times_sent;
  ++which->under_way;
  to.ask<reply>(to.engine().directory->queue, which->submit,
                [this, which, hear](const reply* answer) {
                  --which->under_way;
                  (this->*hear)(*which, answer);
                });
}

/// Whichever is answered first, there is one job.
void clients::on_double_reply(intent& which, const reply* answer) {
  if (answer && answer->status == 202)
    on_accepted(which, *answer);
}

void clients::on_reply(intent& which, const reply* answer) {
  if (!std::exchange(which.is_waiting, false))
    return;
  if (answer && answer->status == 202)
    on_accepted(which, *answer);
  else
    again_later(which);
}

/// Acknowledged means committed.
void clients::on_accepted(intent& which, const reply& answer) {
  auto body = nlohmann::json::parse(*answer.body);
  auto id = body.at("jobId").get<job_id>();
  log_.step("accepted", id);
  if (!which.id.empty() && which.id != id)
    log_.violate("duplicate", "one key is answered with two jobs");
  which.id = id;
  which.is_settled = true;
  if (!records_.find(id))
    log_.violate("published", "job " + id + " is acknowledged and not stored");
}

/// Without a key, asking again could make a second job.
void clients::again_later(intent& which) {
  which.is_settled = which.is_settled || !which.submit.key || which.is_key_old;
  which.due = clock_.steady() + rng_.between(10ms, 2s);
}

void clients::on_keys_forgotten() {
  for (const auto& which : intents_)
    which->is_key_old = which->was_sent;
}

bool clients::has_repeat_under_way() const {
  return std::any_of(intents_.begin(), intents_.end(), [](const auto& which) {
    return which->under_way > 0 && which->times_sent > 1;
  });
}

void clients::on_process_died() {
  for (const auto& which : intents_)
    which->under_way = 0;
  for (const auto& which : intents_)
    if (std::exchange(which->is_waiting, false))
      again_later(*which);
}

std::optional<steady_time> clients::next_due() const {
  std::optional<steady_time> result;
  for (const auto& which : intents_)
    if (!which->is_waiting && !which->is_settled
        && (!result || which->due < *result))
      result = which->due;
  return result;
}

bool clients::are_settled() const {
  return std::all_of(intents_.begin(), intents_.end(), [](const auto& which) {
    return which->is_settled && which->under_way == 0;
  });
}

std::vector<job_id> clients::acknowledged() const {
  std::vector<job_id> result;
  for (const auto& which : intents_)
    if (!which->id.empty())
      result.push_back(which->id);
  return result;
}

void clients::check() const {
  std::map<std::string, unsigned> made;
  for (const auto& [id, row] : records_.database->jobs)
    if (++made[row.current.state->request.company_name] > 1)
      log_.violate("duplicate", "two jobs came of one submission");
  for (const auto& id : acknowledged())
    if (!records_.find(id))
      log_.violate("lost", "job " + id + " was acknowledged and is gone");
}

} // namespace dossier::simulation
