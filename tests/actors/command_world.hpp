/// A world whose clients give commands.

#pragma once

#include "tests/support/worlds/moment_world.hpp"

namespace dossier::test {

using names = std::vector<std::string>;

struct command_world : moment_world {
  reply give(const job_id& id, command_body body) {
    return ask<reply>(engine().directory->queue, on(id, std::move(body)));
  }

  static rerun_command rerun(names sections) {
    rerun_command result;
    result.sections = std::move(sections);
    return result;
  }

  job_id completed_job() {
    answer_all_but({});
    auto id = submit();
    REQUIRE(state(id).status == job_status::completed);
    return id;
  }

  void pause(bool is_paused) {
    ask<recorded>(engine().directory->queue, set_paused{is_paused, {}});
  }

  queue_state queue() {
    return ask<queue_state>(engine().directory->queue, queue_atom_v);
  }
};

} // namespace dossier::test
