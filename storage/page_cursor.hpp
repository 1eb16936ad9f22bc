/// Where a page of jobs ended, so that the next one can begin there: the value
/// that was sorted by and, among equals, the job's place in the store.

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

/// 1 to 200, whatever was asked for.
std::size_t page_limit(const job_query& query) noexcept;

} // namespace dossier::storage
