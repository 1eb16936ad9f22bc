/// What the doctor looks at on this machine.

#pragma once

#include "config/settings.hpp"
#include "tools/server/doctor/finding.hpp"

#include <span>

namespace dossier::server {

struct machine_check {
  const char* name;
  findings (*run)(const config::settings&);
};

/// In the order in which they are told.
std::span<const machine_check> machine_checks() noexcept;

// -- each of them -------------------------------------------------------------

/// Folder, owner, and whether what is written reaches the disk. Writes a small
/// file where the folder is there, and removes it.
findings examine_disk(const config::settings& from);

findings examine_space(const config::settings& from);

/// Opens the database to read, and says who else works on it. Takes no lock
/// that keeps a server from starting.
findings examine_database(const config::settings& from);

findings examine_port(const config::settings& from);

findings examine_file_limit(const config::settings& from);

/// The process that works on the data, 0: none that can be seen.
int worker_on(const std::filesystem::path& data);

} // namespace dossier::server
