/// What the pointers of a stage mean in one piece of its split.

#pragma once

#include "messages/pipeline.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dossier::report {

/// Where in an element of the list a pointer to all of them leads; nothing for
/// pointers to elsewhere.
std::optional<std::string> pointer_in_item(const std::string& pointer,
                                           const std::string& list);

/// Those that lead into the items, as they lead in one of them.
std::vector<std::string>
pointers_in_item(const std::vector<std::string>& pointers, const split& how);

/// A check that looks at items alone, as it looks at one of them. Nothing for
/// others, and for those that look at other stages.
std::optional<check> check_of_item(const check& check, const split& how);

} // namespace dossier::report
