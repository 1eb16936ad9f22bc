/// Where a page ended, so that the next one can begin there: of jobs, the value
/// that was sorted by and, among equals, the job's position in the store; of
/// audit entries, the entry's position.

#pragma once

#include "messages/queries.hpp"

#include <variant>

namespace dossier::storage {

struct page_position {
  std::variant<std::int64_t, std::string> key;
  std::int64_t number = 0;
};

/// Opaque to clients, and good only for queries of the same order.
std::string to_cursor(const job_query& query, const page_position& last);

/// Nothing for a query without a cursor. Throws `std::invalid_argument` for
/// text that is no cursor of such a query.
std::optional<page_position> read_cursor(const job_query& query);

/// The same for the number of an audit entry.
std::string to_cursor(std::int64_t last_entry);
std::optional<std::int64_t> read_cursor(const audit_query& query);

/// 1 to 200, whatever was asked for.
std::size_t page_limit(std::size_t asked) noexcept;

} // namespace dossier::storage
