/// Decides from a header alone what becomes of a request, so that nothing is
/// read, stored or asked on behalf of one that will be refused. Pure.

#pragma once

#include "io/http/request_check.hpp"
#include "io/http/routes.hpp"

namespace dossier::io::http {

/// A file of the dashboard is wanted.
struct page_request {
  std::string path;
  std::string if_none_match;
  /// A person navigates, who wants a page rather than JSON: any may answer.
  bool navigates = false;
};

/// A route is wanted, and all but its body has been checked.
struct route_request {
  const route* row = nullptr;
  request call;
  /// Where a stream resumes; present when one is wanted.
  std::optional<std::uint64_t> stream_after;
};

using intake = std::variant<problem, page_request, route_request>;

intake decide(const request_head& head, const server_options& options,
              std::string trace_id);

} // namespace dossier::io::http
