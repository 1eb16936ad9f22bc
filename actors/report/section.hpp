/// What every section carries, whatever its schema: confidence and sources.

#pragma once

#include "messages/job.hpp"

namespace dossier::report {

/// `confidence.level`, or `confidence` as text; unknown when there is none.
confidence level_of(const nlohmann::json& document) noexcept;

/// `sources_used`; empty when there is none.
std::vector<std::string> sources_used(const nlohmann::json& document);

/// Canonical text of a section, as stored and hashed: keys in order, no blanks.
section_text to_section_text(const nlohmann::json& document);

/// The stored text as a document; null for a null text.
nlohmann::json to_document(const section_text& text);

} // namespace dossier::report
