/// The bodies of commands: only what was given goes over the wire, so that
/// defaults stay the server's.

#pragma once

#include "tools/ctl/api/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dossier::ctl {

struct submit_options {
  std::string company;
  std::optional<std::string> region;
  std::vector<std::string> focus;
  std::vector<std::string> tags;
  std::optional<std::string> context;
  std::optional<std::string> horizon;
  std::optional<std::string> type;
  std::optional<int> priority;
  std::optional<double> budget;
};

struct rerun_options {
  std::vector<std::string> sections;
  std::optional<std::string> reason;
  std::optional<std::string> cascade;
  std::optional<std::string> plan;
  std::optional<double> budget;
};

json submit_body(const submit_options& given);
json rerun_body(const rerun_options& given);

} // namespace dossier::ctl
