#include "tools/ctl/commands/job_body.hpp"

namespace dossier::ctl {

namespace {

template <class T>
void put(json& body, const char* key, const std::optional<T>& value) {
  if (value)
    body[key] = *value;
}

void put(json& body, const char* key, const std::vector<std::string>& values) {
  if (!values.empty())
    body[key] = values;
}

} // namespace

json submit_body(const submit_options& given) {
  json body{{"companyName", given.company}};
  put(body, "geography", given.region);
  put(body, "focusAreas", given.focus);
  put(body, "reportType", given.type);
  put(body, "tags", given.tags);
  put(body, "userContext", given.context);
  put(body, "timeHorizon", given.horizon);
  put(body, "priority", given.priority);
  put(body, "budgetUsd", given.budget);
  return body;
}

json rerun_body(const rerun_options& given) {
  json body{{"sections", given.sections}};
  put(body, "reason", given.reason);
  put(body, "cascade", given.cascade);
  put(body, "planVersion", given.plan);
  put(body, "budgetUsd", given.budget);
  return body;
}

} // namespace dossier::ctl
