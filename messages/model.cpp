#include "messages/model.hpp"

#include <algorithm>

namespace dossier {

namespace {

/// `-20251001`
bool is_date_suffix(std::string_view text) {
  return text.size() == 9 && text.front() == '-'
         && text.find_first_not_of("0123456789", 1) == text.npos;
}

} // namespace

const model_facts* find_model(const model_catalog& among, std::string_view id) {
  for (const auto& each : among.models)
    if (each.id == id)
      return &each;
  for (const auto& each : among.models)
    if (id.substr(0, each.id.size()) == each.id
        && is_date_suffix(id.substr(each.id.size())))
      return &each;
  return nullptr;
}

std::string retirement_of(const model_facts& model, calendar_day today) {
  if (!model.retires || today < *model.retires)
    return {};
  auto text = "the model " + model.id + " was retired on "
              + to_date(timestamp{*model.retires});
  if (!model.replacement.empty())
    text += "; set provider.model = \"" + model.replacement + "\"";
  return text;
}

} // namespace dossier
