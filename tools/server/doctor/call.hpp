/// One call to the model, as small as a call can be.

#pragma once

#include "io/llm/anthropic/client.hpp"
#include "io/llm/anthropic/evidence.hpp"
#include "tools/server/doctor/finding.hpp"

namespace dossier::server {

struct call_outcome {
  finding shown;
  io::llm::anthropic::evidence told;
  io::llm::wire::plain_answer answer;
};

/// With the thinking and effort that sections are asked for with. Blocks for
/// as long as the limits of `options` allow.
call_outcome try_one_call(io::llm::anthropic::client_options options);

} // namespace dossier::server
