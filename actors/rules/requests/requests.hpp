/// What clients send, read and checked: either what they ask for, or a problem
/// that names every fault.

#pragma once

#include "messages/commands.hpp"
#include "messages/queries.hpp"

#include <variant>

namespace dossier::rules {

/// The body of `POST /api/research/generate`. Who owns the job and whether it
/// is a demonstration is not for a body to say.
std::variant<job_request, problem>
parse_generate(std::string_view body, const pipeline_catalog& known);

/// The body of `POST …/rerun`; of `…/regenerate`, which takes less.
std::variant<rerun_command, problem> parse_rerun(std::string_view body);
std::variant<rerun_command, problem> parse_regenerate(std::string_view body);

/// The body of `PATCH …/{id}`.
std::variant<update_command, problem> parse_update(std::string_view body);

/// Parameters by name, decoded. An empty one counts as absent.
using parameters = std::map<std::string, std::string, std::less<>>;

/// Those of `GET /api/research`; `user` is not for a client to say.
std::variant<job_query, problem> parse_job_query(const parameters& given);

/// Those of `GET /api/research/{id}/events`, the id among them.
std::variant<event_query, problem> parse_event_query(const parameters& given);

} // namespace dossier::rules
