#include "actors/error.hpp"

#include <caf/atom.hpp>
#include <caf/make_message.hpp>
#include <caf/message.hpp>

namespace dossier {

namespace {

constexpr auto category = caf::atom("dossier");

std::string_view name_of(failure code) noexcept {
  switch (code) {
    case failure::conflict: return "conflict";
    case failure::storage_full: return "storage full";
    case failure::storage_busy: return "storage busy";
    case failure::storage_failed: return "storage failed";
    case failure::unavailable: return "unavailable";
    case failure::bad_cursor: return "bad cursor";
  }
  return "unknown";
}

std::string text_of(const caf::error& reason) {
  const auto& context = reason.context();
  return context.match_elements<std::string>() ? context.get_as<std::string>(0)
                                               : std::string{};
}

problem_code code_for(failure code) noexcept {
  switch (code) {
    case failure::storage_full: return problem_code::storage_full;
    case failure::bad_cursor: return problem_code::bad_request;
    case failure::conflict:
    case failure::storage_busy:
    case failure::storage_failed:
    case failure::unavailable: return problem_code::storage_busy;
  }
  return problem_code::internal;
}

} // namespace

caf::error make_error(failure code, std::string text) {
  return {static_cast<std::uint8_t>(code), category,
          caf::make_message(std::move(text))};
}

bool is_unavailable(const caf::error& reason) {
  return reason.category() == category
         && static_cast<failure>(reason.code()) == failure::unavailable;
}

problem to_problem(const caf::error& reason, std::string_view name) {
  if (reason.category() != category)
    return make_problem(problem_code::internal,
                        std::string{name} + " failed inside the server.");
  auto code = static_cast<failure>(reason.code());
  if (code == failure::bad_cursor)
    return make_problem(
      problem_code::bad_request,
      "The cursor is not one of this query; start without one.");
  // A write whose sync failed may be on disk nevertheless.
  auto outcome = code == failure::storage_failed
                   ? ". It may have taken effect nevertheless: look before "
                     "you try again, or use the same Idempotency-Key."
                   : ". Nothing was changed; try again.";
  auto result
    = make_problem(code_for(code), std::string{name} + " failed: "
                                     + std::string{name_of(code)} + outcome);
  if (result.code == problem_code::storage_busy)
    result.retry_after = std::chrono::seconds{1};
  return result;
}

std::string describe(const caf::error& reason) {
  if (reason.category() != category)
    return "actor error " + std::to_string(reason.code()) + " of "
           + caf::to_string(reason.category());
  return std::string{name_of(static_cast<failure>(reason.code()))} + ": "
         + text_of(reason);
}

} // namespace dossier
