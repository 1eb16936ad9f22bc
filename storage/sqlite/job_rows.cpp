#include "storage/sqlite/job_rows.hpp"

#include "storage/search_terms.hpp"
#include "storage/sqlite/json_text.hpp"

namespace dossier::storage::sqlite {

namespace {

// -- values -------------------------------------------------------------------

nullable name_of(confidence level) {
  return {level == confidence::unknown ? std::string_view{} : to_string(level)};
}

nullable id_of(const pipeline& graph, std::optional<stage_index> stage) {
  return {stage ? graph.stages[*stage].id : std::string_view{}};
}

std::string ids_of(const pipeline& graph, const stage_set& stages) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    if (stages.test(i))
      ids.push_back(graph.stages[i].id);
  return to_array(ids);
}

/// The prompt fingerprint stands under the name that no stage has.
constexpr auto fingerprint_key = "";

std::string origin_of(const pipeline& graph, const stage_state& stage) {
  std::vector<std::pair<std::string, std::string>> items;
  for (const auto& input : stage.inputs)
    items.emplace_back(graph.stages[input.stage].id, input.hash);
  if (!stage.prompt_fingerprint.empty())
    items.emplace_back(fingerprint_key, stage.prompt_fingerprint);
  return to_object(items);
}

// -- a graph from rows --------------------------------------------------------

bool has_stages(const pipeline& graph,
                const std::vector<stage_row_content>& stages) {
  if (graph.stages.size() != stages.size())
    return false;
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (graph.stages[i].id != stages[i].id)
      return false;
  return true;
}

stage_definition define(const stage_row_content& row) {
  stage_definition stage;
  stage.id = stage.name = stage.report_key = row.id;
  stage.field = row.field;
  stage.kind = row.kind;
  stage.max_attempts = row.max_attempts;
  return stage;
}

stage_set find_all(const pipeline& graph, const std::string& ids) {
  stage_set result;
  for (const auto& id : strings_of(ids))
    if (auto stage = graph.find(id))
      result.set(*stage);
  return result;
}

pipeline_ptr make_graph(const job_row& job,
                        const std::vector<stage_row_content>& stages) {
  auto graph = std::make_shared<pipeline>();
  graph->report_type = graph->name = job.state.request.report_type;
  graph->version = job.pipeline_version;
  for (const auto& row : stages) {
    if (row.foundation)
      graph->foundation = static_cast<stage_index>(graph->stages.size());
    graph->stages.push_back(define(row));
  }
  for (std::size_t i = 0; i < stages.size(); ++i) {
    graph->stages[i].needs = find_all(*graph, stages[i].needs);
    graph->stages[i].prefers = find_all(*graph, stages[i].prefers);
  }
  return graph;
}

pipeline_ptr graph_of(const job_row& job,
                      const std::vector<stage_row_content>& stages,
                      const pipeline_catalog& catalog) {
  auto found = catalog.find(job.state.request.report_type);
  if (found != catalog.end() && has_stages(*found->second, stages))
    return found->second;
  return make_graph(job, stages);
}

} // namespace

// -- writing ------------------------------------------------------------------

void fill_fixed(execution& run, const job_state& job) {
  const auto& request = job.request;
  run.fill(job.id, request.report_type, job.graph->version,
           request.company_name, request.geography,
           to_array(request.focus_areas), to_array(request.user_files),
           request.user_context, to_string(request.horizon), request.demo,
           request.user, job.created_at, sort_key(request.company_name));
}

void fill_changing(execution& run, const job_state& job, const summary& sum) {
  const auto& request = job.request;
  run.fill(job.revision, job.admitted, job.cancelled, job.generation,
           job.last_seq, job.updated_at, job.started_at, job.completed_at,
           job.generation_cost, request.priority, request.budget,
           to_array(request.tags), nullable{sum.current_stage}, sum.progress,
           to_string(sum.overall), sum.error);
  fill_usage(run, sum.total);
}

void fill_seldom(execution& run, const job_state& job) {
  run.fill(to_string(job.status), job.queued_at);
}

void fill_fixed(execution& run, std::int64_t number, const job_state& job,
                std::size_t stage) {
  const auto& graph = *job.graph;
  const auto& definition = graph.stages[stage];
  run.fill(stage_row(number, stage), job.id, job.created_at, definition.id,
           definition.field, to_string(definition.kind),
           stage == graph.foundation, ids_of(graph, definition.needs),
           ids_of(graph, definition.prefers), definition.max_attempts);
}

void fill_changing(execution& run, const job_state& job, std::size_t stage) {
  const auto& graph = *job.graph;
  const auto& state = job.stages[stage];
  run.fill(to_string(state.status), nullable{to_string(state.detail)},
           state.attempts, state.crashes, state.drains, state.next_attempt_at,
           state.last_error, name_of(state.error),
           id_of(graph, state.blocked_by), id_of(graph, state.root_cause),
           state.started_at, state.phase_since, state.completed_at,
           state.duration, state.stale, name_of(state.level),
           to_array(state.sources_used), state.version,
           nullable{state.output_hash}, origin_of(graph, state));
  fill_usage(run, state.total);
  run.fill(job.updated_at);
}

nullable name_of(std::optional<error_class> error) {
  return {error ? to_string(*error) : std::string_view{}};
}

void fill_usage(execution& run, const usage& spent) {
  run.fill(spent.tokens.input, spent.tokens.output, spent.tokens.cache_read,
           spent.tokens.cache_write, spent.cost);
}

// -- reading ------------------------------------------------------------------

job_row read_job(execution& run) {
  job_row row;
  row.number = run.integer();
  row.lease = run.number<std::uint64_t>();
  auto& job = row.state;
  job.id = run.text();
  job.status = read_name(run, parse_job_status);
  job.admitted = run.integer() != 0;
  job.cancelled = run.integer() != 0;
  job.generation = run.number<unsigned>();
  job.revision = run.number<std::uint64_t>();
  job.last_seq = run.number<std::uint64_t>();
  job.created_at = run.time();
  job.queued_at = run.time();
  job.updated_at = run.time();
  job.started_at = run.optional_time();
  job.completed_at = run.optional_time();
  job.generation_cost = run.integer();
  auto& request = job.request;
  request.report_type = run.text();
  row.pipeline_version = run.number<int>();
  request.company_name = run.text();
  request.geography = run.text();
  request.focus_areas = strings_of(run.text());
  request.user_files = strings_of(run.text());
  request.user_context = run.text();
  request.horizon = read_name(run, parse_time_horizon);
  request.tags = strings_of(run.text());
  request.priority = run.number<int>();
  request.budget = run.optional_number<nano_usd>();
  request.demo = run.integer() != 0;
  request.user = run.text();
  return row;
}

stage_row_content read_stage(execution& run) {
  stage_row_content row;
  row.id = run.text();
  row.field = run.text();
  row.kind = read_name(run, parse_stage_kind);
  row.foundation = run.integer() != 0;
  row.needs = run.text();
  row.prefers = run.text();
  row.max_attempts = run.number<unsigned>();
  auto& stage = row.state;
  stage.status = read_name(run, parse_stage_status);
  stage.detail = read_name(run, parse_wait_reason);
  stage.attempts = run.number<unsigned>();
  stage.crashes = run.number<unsigned>();
  stage.drains = run.number<unsigned>();
  stage.next_attempt_at = run.optional_time();
  stage.last_error = run.optional_text();
  stage.error = read_optional_name(run, parse_error_class);
  row.blocked_by = run.text();
  row.root_cause = run.text();
  stage.started_at = run.optional_time();
  stage.phase_since = run.optional_time();
  stage.completed_at = run.optional_time();
  if (auto duration = run.optional_number<std::int64_t>())
    stage.duration = milliseconds{*duration};
  stage.stale = run.integer() != 0;
  stage.level
    = read_optional_name(run, parse_confidence).value_or(confidence::unknown);
  stage.sources_used = strings_of(run.text());
  stage.version = run.number<unsigned>();
  stage.output_hash = run.text();
  row.inputs = run.text();
  stage.total = read_usage(run);
  return row;
}

usage read_usage(execution& run) {
  usage spent;
  spent.tokens.input = run.integer();
  spent.tokens.output = run.integer();
  spent.tokens.cache_read = run.integer();
  spent.tokens.cache_write = run.integer();
  spent.cost = run.integer();
  return spent;
}

origin read_origin(const pipeline& graph, const std::string& json) {
  origin result;
  auto texts = strings_of(json);
  for (std::size_t i = 0; i + 1 < texts.size(); i += 2)
    if (texts[i] == fingerprint_key)
      result.prompt_fingerprint = std::move(texts[i + 1]);
    else if (auto stage = graph.find(texts[i]))
      result.inputs.push_back({*stage, std::move(texts[i + 1])});
  return result;
}

job_state assemble(job_row job, std::vector<stage_row_content> stages,
                   const pipeline_catalog& catalog) {
  auto graph = graph_of(job, stages, catalog);
  auto state = std::move(job.state);
  for (auto& row : stages) {
    row.state.blocked_by = graph->find(row.blocked_by);
    row.state.root_cause = graph->find(row.root_cause);
    auto [inputs, prompt_fingerprint] = read_origin(*graph, row.inputs);
    row.state.inputs = std::move(inputs);
    row.state.prompt_fingerprint = std::move(prompt_fingerprint);
    state.stages.push_back(std::move(row.state));
  }
  state.graph = std::move(graph);
  return state;
}

} // namespace dossier::storage::sqlite
