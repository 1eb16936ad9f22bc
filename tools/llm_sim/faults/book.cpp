#include "tools/llm_sim/faults/book.hpp"

namespace dossier::llm_sim {

using io::llm::demo::draw_key;

namespace {

std::string scope_of(const call_marks& call) {
  return call.test + '\n' + call.company + '\n' + call.stage + '\n';
}

bool has_connection_fault(const fault_rule& rule) {
  return find(rule.faults, fault_kind::refuse_conn) != nullptr;
}

} // namespace

std::uint64_t call_counter::next(const std::string& name) {
  return ++counts_[name];
}

void call_counter::reset() {
  counts_.clear();
}

fault_book::fault_book(fault_plan plan) : plan_{std::move(plan)} {
  // nop
}

const fault_plan& fault_book::plan() const noexcept {
  return plan_;
}

void fault_book::replace(fault_plan plan) {
  plan_ = std::move(plan);
  reset();
}

void fault_book::reset() {
  hits_.clear();
}

std::vector<fault> fault_book::choose(const call_marks& call,
                                      const std::vector<fault>& own,
                                      draw_key draws) {
  const auto scope = scope_of(call);
  auto result = hits(own, scope + "own", draws.with("own"));
  for (std::size_t i = 0; result.empty() && i < plan_.rules.size(); ++i) {
    const auto& rule = plan_.rules[i];
    auto key = draws.with("rule").with(i);
    if (!has_connection_fault(rule) && matches(rule, call)
        && key.unit() < rule.chance)
      result = hits(rule.faults, scope + "rule " + std::to_string(i), key);
  }
  if (result.empty())
    result
      = hits(plan_.background, scope + "background", draws.with("background"));
  return result;
}

bool fault_book::refuses_connection(draw_key draws) {
  for (std::size_t i = 0; i < plan_.rules.size(); ++i)
    if (const auto* one = find(plan_.rules[i].faults, fault_kind::refuse_conn))
      if (hits(*one, "connection " + std::to_string(i), draws.with(i)))
        return true;
  return false;
}

bool fault_book::hits(const fault& one, const std::string& owner,
                      draw_key draws) {
  if (draws.with("p").unit() >= one.chance)
    return false;
  if (!one.times)
    return true;
  auto& count = hits_[owner + '\n' + one.text];
  if (count >= *one.times)
    return false;
  ++count;
  return true;
}

std::vector<fault> fault_book::hits(const std::vector<fault>& among,
                                    const std::string& owner, draw_key draws) {
  std::vector<fault> result;
  bool is_decided = false;
  for (std::size_t i = 0; i < among.size(); ++i) {
    const auto& one = among[i];
    if (is_decided && !is_modifier(one.kind))
      continue;
    if (!hits(one, owner + ' ' + std::to_string(i), draws.with(i)))
      continue;
    is_decided = is_decided || !is_modifier(one.kind);
    result.push_back(one);
  }
  return result;
}

} // namespace dossier::llm_sim
