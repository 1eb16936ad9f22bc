#include "storage/sqlite/relevance.hpp"

#include "storage/search_terms.hpp"

#include <sqlite3.h>

namespace dossier::storage::sqlite {

namespace {

std::string_view argument_text(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (!text)
    return {};
  return {text, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

/// SQLite keeps what goes with an argument that is the same for every row.
const word_search& search_of(sqlite3_context* context, sqlite3_value* query) {
  if (auto* known = sqlite3_get_auxdata(context, 0))
    return *static_cast<word_search*>(known);
  auto* search = new word_search(argument_text(query));
  sqlite3_set_auxdata(context, 0, search, [](void* gone) {
    delete static_cast<word_search*>(gone);
  });
  return *search;
}

/// No exception may pass through SQLite.
void compute_relevance(sqlite3_context* context, int,
                       sqlite3_value** arguments) {
  try {
    sqlite3_result_int(context, search_of(context, arguments[0])
                                  .relevance(argument_text(arguments[1]),
                                             argument_text(arguments[2])));
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

} // namespace

void add_relevance(SQLite::Database& database) {
  database.createFunction("relevance", 3, true, nullptr, compute_relevance);
}

} // namespace dossier::storage::sqlite
