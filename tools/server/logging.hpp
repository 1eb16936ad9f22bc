/// Where the log goes and how it reads.

#pragma once

#include "config/settings.hpp"

namespace dossier::server {

/// One line an event on stderr; as JSON objects if `format` is `json`.
void set_up_logging(const config::log_settings& settings);

} // namespace dossier::server
