/// A pipeline of four stages for tests: `base` (the foundation), `figures` on
/// it, `story` that needs both and prefers `parts`, `parts` that can be split,
/// and `end`, which is computed.

#pragma once

#include "messages/job.hpp"

namespace dossier::test {

enum small_stage : stage_index { base, figures, story, parts, end };

inline const char* small_schema() {
  return R"({"type": "object", "required": ["text"], "properties": {
    "text": {"type": "string", "minLength": 1},
    "score": {"type": "integer"},
    "source_catalog": {"type": "array"}, "new_sources": {"type": "array"},
    "sources_used": {"type": "array", "items": {"type": "string"}},
    "segments": {"type": "array", "items": {"type": "object"}},
    "confidence": {"type": "object"}}})";
}

inline question ask(const std::string& name, std::string prompt) {
  return {"prompts/" + name + ".md", std::move(prompt),
          "schemas/" + name + ".json", small_schema(),
          nlohmann::json::parse(small_schema())};
}

inline stage_definition stage(const char* id, std::string prompt) {
  stage_definition result;
  result.id = id;
  result.name = std::string{"The "} + id;
  result.field = id;
  result.report_key = id;
  result.max_tokens = 100;
  result.ask = ask(id, std::move(prompt));
  return result;
}

inline pipeline small_pipeline() {
  pipeline graph;
  graph.report_type = "small";
  graph.folder = "small";
  graph.system = {"You write.", "Keep the rules."};
  graph.data = {{"offerings", "[\"lean\"]"}};
  graph.required_variables = {"geography"};
  graph.stages = {stage("base", "Found {{company_name}} in {{geography}}."),
                  stage("figures", "Count in {{geography}}."),
                  stage("story", "{{geography}}: {{output:figures}}, then "
                                 "{{output:parts}}."),
                  stage("parts", "Split {{geography}}."), stage("end", "")};
  graph.stages[figures].needs.set(base);
  graph.stages[story].needs.set(base).set(figures);
  graph.stages[story].prefers.set(parts);
  graph.stages[parts].needs.set(base);
  graph.stages[parts].split
    = split{"/segments", "segment", "/segments",
            ask("parts.overview", "Overview of {{geography}}."),
            ask("parts.item", "{{item_name}} in {{geography}}: {{item}}")};
  graph.stages[end].kind = stage_kind::computed;
  graph.stages[end].compute = "count";
  graph.stages[end].prefers = stage_set{"1111"};
  return graph;
}

inline section_text text_of(const nlohmann::json& document) {
  return std::make_shared<const std::string>(document.dump());
}

} // namespace dossier::test
