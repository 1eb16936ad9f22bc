/// The gate before a model: so many calls at once, the most urgent first.
///
///     waiting ──slot free──▶ calling ──end──▶ (told to the stage)
///
/// Among waiting calls the stage with the longest way to go comes first, and
/// the older of two such.

#pragma once

#include "messages/protocol.hpp"

#include <map>
#include <set>

namespace dossier::io::llm {

class call;
class client;

} // namespace dossier::io::llm

namespace dossier {

struct provider_actor_state {
  static inline const char* name = "provider";

  provider_actor_state() = default;

  /// Longest path first, then by arrival.
  struct rank {
    unsigned remaining_path = 0;
    std::uint64_t ticket = 0;

    friend bool operator<(const rank& a, const rank& b) {
      return a.remaining_path != b.remaining_path
               ? a.remaining_path > b.remaining_path
               : a.ticket < b.ticket;
    }
  };

  struct running_call {
    stage_actor stage;
    job_id job;
    attempt_key key;
    std::shared_ptr<io::llm::call> connection;
  };

  std::shared_ptr<io::llm::client> client;
  std::size_t max_concurrency = 0;
  std::uint64_t last_ticket = 0;
  std::map<rank, call_request> waiting;
  std::map<std::uint64_t, running_call> running;
};

provider_actor::behavior_type
provider(provider_actor::stateful_pointer<provider_actor_state> self,
         std::shared_ptr<io::llm::client> client, std::size_t max_concurrency);

} // namespace dossier
