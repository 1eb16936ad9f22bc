/// The checks themselves, for `checks.cpp`, which knows their names.

#pragma once

#include "actors/report/checks/checks.hpp"
#include "actors/report/schema/pointers.hpp"

namespace dossier::report {

using violations = std::vector<violation>;

/// One check, what it is asked about, and what it may look at besides.
struct subject {
  const check& definition;
  const nlohmann::json& document;
  const check_inputs& inputs;

  std::string text(const char* argument) const {
    return definition.arguments.value(argument, std::string{});
  }

  double number(const char* argument) const {
    return definition.arguments.value(argument, 0.0);
  }

  std::vector<selected> values(const char* argument) const {
    return select(document, text(argument));
  }
};

/// A value as it stands in a violation, in quotation marks if it is a text.
std::string shown_value(const nlohmann::json& value);

// -- sources and their dates --------------------------------------------------

violations check_sources(const subject& about);
violations check_unique_ids(const subject& about);
violations check_past_dates(const subject& about);

// -- names --------------------------------------------------------------------

struct named {
  std::string pointer;
  std::string name;
};

std::vector<named> names_at(const nlohmann::json& document,
                            const std::string& pointer);

violations check_same_names(const subject& about);
violations check_unique_names(const subject& about);
violations check_starred_listed(const subject& about);

} // namespace dossier::report
