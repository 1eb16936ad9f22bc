/// Puts the parts together and runs them.

#pragma once

#include "messages/pipeline.hpp"
#include "tools/server/command_line.hpp"

#include <stdexcept>

namespace dossier::server {

/// The server does not start, for a reason that an operator can mend.
class refusal : public std::runtime_error {
public:
  refusal(enum exit_code code, const std::string& name)
    : std::runtime_error(name), code_(code) {
    // nop
  }

  int code() const noexcept {
    return code_;
  }

private:
  enum exit_code code_;
};

/// Serves until SIGTERM or SIGINT; returns the exit code. Throws `refusal`.
int run(const command_line& options);

/// Every report type, checked in full. Throws `refusal` with every fault.
pipeline_catalog load_report_types(const config::settings& settings);

} // namespace dossier::server
