/// The rate limiter before a model, with jobs whose calls wait before it.

#pragma once

#include "tests/support/worlds/engine_world.hpp"

namespace dossier::test {

using names = std::vector<std::string>;

struct limiter_world : engine_world {
  void restart_with(std::size_t max_concurrency) {
    settings.max_concurrency = max_concurrency;
    crash_and_restart();
  }

  std::vector<job_id> submit_many(int count) {
    std::vector<job_id> result;
    for (int i = 0; i < count; ++i)
      result.push_back(submit("Company " + std::to_string(i)));
    return result;
  }

  void refuse(std::optional<milliseconds> retry_after = {}) {
    model->refuse("foundation", retry_after);
    settle();
  }

  void answer(const std::string& stage = "foundation") {
    model->answer(stage);
    settle();
  }

  /// Companies that are asked about, in the order of the calls.
  names companies() const {
    names result;
    for (const auto& call : model->waiting) {
      const auto& text = call->request.messages.front().text;
      auto begin = text.find("Company: ") + 9;
      result.push_back(text.substr(begin, text.find('\n', begin) - begin));
    }
    return result;
  }

  limiter_state limiter() {
    return ask<limiter_state>(engine().directory->provider, limiter_atom_v);
  }

  std::vector<wait_changed> details(const job_id& id) {
    return ask<live_view>(engine().directory->bus, find_live{id}).details;
  }

  const stage_state& first(const job_id& id) const {
    return stage(id, foundation);
  }
};

} // namespace dossier::test
