/// What administrators ask for: the same fields whether they come in a path, a
/// query, a body, or a frame of a socket.

#pragma once

#include "actors/rules/requests/requests.hpp"
#include "messages/operation.hpp"

namespace dossier::rules {

/// Whether only administrators may ask for it.
bool is_admin_operation(operation operation) noexcept;

/// Whether it changes something, so that it is put on record.
bool is_admin_write(operation operation) noexcept;

/// To anybody else.
problem administrators_only();

/// Path, query and body fields of a request in one object; `admin_call` has
/// the same from a socket. Refuses a body that is no object.
std::variant<nlohmann::json, problem> gather_params(operation operation,
                                                    const parameters& given,
                                                    std::string_view body);

// -- one operation each -------------------------------------------------------

/// More at once is a mistake, or no limit at all.
inline constexpr int max_running_jobs = 1'000'000;
inline constexpr int max_provider_concurrency = 10'000;

struct limits_request {
  /// 0: no limit.
  std::optional<std::size_t> running_jobs;
  std::optional<std::size_t> provider_concurrency;
};

/// More jobs than this are not rerun by one command.
inline constexpr std::size_t max_bulk_jobs = 1000;

struct bulk_request {
  /// Empty: by `filter`.
  std::vector<job_id> ids;
  job_filter filter;
  /// Empty: those that have failed, of each job its own.
  std::vector<std::string> sections;
  enum cascade cascade = cascade::none;
  bool is_dry_run = false;
};

struct page_request {
  std::size_t limit = 0;
  std::string cursor;
};

/// Refuses any field: for operations that are all said by their name.
std::optional<problem> parse_no_fields(const nlohmann::json& params);

std::variant<job_id, problem> parse_job_id(const nlohmann::json& params);

std::variant<limits_request, problem>
parse_limits(const nlohmann::json& params);

std::variant<bulk_request, problem> parse_bulk(const nlohmann::json& params);

/// `usual` where no limit is given; more than `most` is refused.
std::variant<page_request, problem> parse_page(const nlohmann::json& params,
                                               int usual, int most);

} // namespace dossier::rules
