#include "tests/simulation/clients/orders.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dossier::simulation {

namespace {

using namespace std::chrono_literals;

/// Nobody's job is his.
constexpr auto stranger = "eve";

bool is_done(int status) {
  return status >= 200 && status < 300;
}

/// Asked again, it may end otherwise.
bool is_passing(int status) {
  return status >= 500 || status == 429;
}

} // namespace

orders::orders(notes& log, const sim_clock& clock, rng& rng,
               const records& kept, pipeline_ptr graph)
  : log_(log), clock_(clock), rng_(rng), records_(kept),
    graph_(std::move(graph)) {
  // nop
}

// -- what they want -----------------------------------------------------------

void orders::want(const std::vector<job_id>& jobs) {
  if (jobs.empty())
    return;
  const auto& id = rng_.pick(jobs);
  job_command command;
  command.id = id;
  command.is_admin = !rng_.one_in(12);
  command.by = command.is_admin ? "root" : stranger;
  command.body = draw_body(id);
  if (std::holds_alternative<delete_command>(command.body))
    deletions_.insert(id);
  add(command, rng_.one_in(2));
  if (!rng_.one_in(4))
    return;
  command.body = draw_rerun(id);
  add(command, rng_.one_in(2));
}

void orders::add(job_command command, bool has_key) {
  auto name = "order " + std::to_string(orders_.size());
  auto which = std::make_shared<order>();
  if (auto* rerun = std::get_if<rerun_command>(&command.body)) {
    rerun->reason = name;
    reruns_[name] = which;
  }
  if (has_key)
    command.key = idempotency_record{name, "body of " + name, {}, {}};
  which->command = std::move(command);
  which->due = clock_.steady();
  orders_.push_back(std::move(which));
}

command_body orders::draw_body(const job_id& id) {
  switch (rng_.below(10)) {
    case 0:
    case 1: return cancel_command{};
    case 2: return draw_update();
    case 3:
    case 4: return draw_restore();
    case 5:
      if (rng_.one_in(3))
        return delete_command{};
      [[fallthrough]];
    default: return draw_rerun(id);
  }
}

rerun_command orders::draw_rerun(const job_id& id) {
  rerun_command result;
  for (auto i = 1 + rng_.below(3); i > 0; --i)
    result.sections.push_back(rng_.pick(graph_->stages).id);
  std::sort(result.sections.begin(), result.sections.end());
  // Named twice, it is refused.
  if (!rng_.one_in(16))
    result.sections.erase(
      std::unique(result.sections.begin(), result.sections.end()),
      result.sections.end());
  if (rng_.one_in(16))
    result.sections.push_back("section_0");
  result.cascade = static_cast<enum cascade>(rng_.below(3));
  if (const auto* row = records_.find(id); row && rng_.one_in(3))
    result.plan_version = std::to_string(row->current.state->revision);
  if (rng_.one_in(6))
    result.budget = 1 + nano_usd(rng_.below(20)) * 100'000;
  return result;
}

update_command orders::draw_update() {
  update_command result;
  if (rng_.one_in(2))
    result.tags = {"tag " + std::to_string(rng_.below(3))};
  if (rng_.one_in(2))
    result.priority = int(rng_.below(5)) - 2;
  if (rng_.one_in(3)) {
    // No cap at all is one of them.
    auto cap = nano_usd(rng_.below(20)) * 100'000;
    result.budget
      = budget_change{cap > 0 ? std::optional{1 + cap} : std::nullopt};
  }
  return result;
}

restore_command orders::draw_restore() {
  return {rng_.pick(graph_->stages).id, 1 + unsigned(rng_.below(3))};
}

// -- asking -------------------------------------------------------------------

void orders::send_due(process& to) {
  for (std::size_t i = 0; i < orders_.size(); ++i)
    if (auto& which = orders_[i]; !which->is_waiting && !which->is_settled
                                  && which->due <= clock_.steady())
      send(which, to);
}

void orders::send(const order_ptr& which, process& to) {
  log_.step("order", which->command.id);
  which->is_waiting = true;
  ask(which, to, &orders::on_reply);
  // A proxy that has lost patience sends it a second time: one of the two may
  // be told that the other is under way.
  if (which->command.key && which->command.by != stranger && rng_.one_in(6)) {
    which->is_in_doubt = true;
    ask(which, to, &orders::on_double_reply);
  }
}

void orders::ask(const order_ptr& which, process& to,
                 void (orders::*hear)(order&, const reply*)) {
  ++which->times_sent;
  ++which->under_way;
  to.ask<reply>(to.engine().directory->queue, which->command,
                [=, this](const reply* answer) {
                  --which->under_way;
                  (this->*hear)(*which, answer);
                });
}

void orders::on_double_reply(order& which, const reply* answer) {
  if (answer)
    check_reply(which, *answer);
}

void orders::on_reply(order& which, const reply* answer) {
  if (!std::exchange(which.is_waiting, false))
    return;
  if (answer && !is_passing(answer->status)) {
    check_reply(which, *answer);
    which.status = answer->status;
    which.is_settled = true;
    return;
  }
  which.is_in_doubt = true;
  // Its key may have been forgotten meanwhile.
  which.is_settled = which.is_settled || !which.command.key;
  which.due = clock_.steady() + rng_.between(10ms, 2s);
}

/// What is answered has been committed.
void orders::check_reply(order& which, const reply& answer) {
  log_.step("answered", std::to_string(answer.status));
  const auto& command = which.command;
  auto is_known = records_.find(command.id) && !records_.is_removed(command.id);
  if (command.by == stranger && answer.status != 404)
    log_.violate("access", "a stranger is answered");
  if (!is_done(answer.status))
    return;
  if (std::holds_alternative<delete_command>(command.body) && is_known)
    log_.violate("published", "a job is said to be deleted and is not");
  auto* rerun = std::get_if<rerun_command>(&command.body);
  if (rerun && which.applied == 0)
    log_.violate("published", rerun->reason + " is accepted and not stored");
}

bool orders::has_repeat_under_way() const {
  return std::any_of(orders_.begin(), orders_.end(), [](const auto& which) {
    return which->command.key && which->under_way > 0 && which->times_sent > 1;
  });
}

void orders::on_process_died() {
  for (const auto& which : orders_)
    which->under_way = 0;
  for (const auto& which : orders_)
    if (which->is_waiting)
      on_reply(*which, nullptr);
}

void orders::on_keys_forgotten() {
  for (const auto& which : orders_)
    which->is_settled
      = which->is_settled || which->is_in_doubt || which->is_waiting;
}

std::optional<steady_time> orders::next_due() const {
  std::optional<steady_time> result;
  for (const auto& which : orders_)
    if (!which->is_waiting && !which->is_settled
        && (!result || which->due < *result))
      result = which->due;
  return result;
}

bool orders::are_settled() const {
  return std::all_of(orders_.begin(), orders_.end(), [](const auto& which) {
    return which->is_settled && which->under_way == 0;
  });
}

order* orders::find(const std::string& reason) const {
  auto found = reruns_.find(reason);
  return found == reruns_.end() ? nullptr : found->second.get();
}

void orders::check() const {
  for (const auto& [reason, which] : reruns_) {
    if (which->applied > 1)
      log_.violate("duplicate", reason + " is applied twice");
    if (which->status && !is_done(*which->status) && !which->is_in_doubt
        && which->applied > 0)
      log_.violate("published", reason + " is refused and applied");
  }
}

} // namespace dossier::simulation
