/// Both directions of an event's JSON, side by side, so that they stay equal.

#include "messages/json.hpp"

namespace dossier {

namespace {

// -- writing ------------------------------------------------------------------

/// Writes the `data` of one event.
class writer {
public:
  writer(const pipeline& graph, std::optional<unsigned> attempt)
    : graph_(graph), attempt_(attempt) {
    // nop
  }

  json operator()(const job_queued& event) {
    return to_json(event.request);
  }

  json operator()(const job_updated& event) {
    auto data = json::object();
    if (event.tags)
      data["tags"] = *event.tags;
    if (event.priority)
      data["priority"] = *event.priority;
    if (event.budget)
      data["budgetUsd"]
        = event.budget->cap ? json(to_usd(*event.budget->cap)) : json(nullptr);
    return data;
  }

  json operator()(const job_rerun& event) {
    json data{{"sections", stage_ids(graph_, event.sections)},
              {"recomputed", stage_ids(graph_, event.recomputed)},
              {"cascade", to_string(event.cascade)},
              {"reason", event.reason},
              {"by", event.by}};
    if (event.budget)
      data["budgetUsd"] = to_usd(*event.budget);
    return data;
  }

  json operator()(const job_finished& event) {
    return {{"status", to_string(event.status)}};
  }

  json operator()(const stage_started&) {
    return with_attempt();
  }

  json operator()(const stage_retrying& event) {
    auto data = with_attempt();
    data["errorClass"] = to_string(event.error);
    data["error"] = event.message;
    data["nextAttemptAt"] = to_string(event.next_attempt_at);
    return with_usage(std::move(data), event.spent);
  }

  json operator()(const stage_completed& event) {
    json data{{"confidence", to_string(event.level)},
              {"sourcesUsed", event.sources_used}};
    data = with_usage(std::move(data), event.spent);
    data["durationMs"] = event.duration.count();
    data["outputHash"] = event.output_hash;
    data["version"] = event.version;
    return with_fingerprint(std::move(data), event.prompt_fingerprint);
  }

  json operator()(const stage_failed& event) {
    json data{{"error", event.message}, {"errorClass", to_string(event.error)}};
    if (event.blocked_by)
      data["blockedBy"] = stage_id(graph_, event.blocked_by);
    if (event.root_cause)
      data["rootCause"] = stage_id(graph_, event.root_cause);
    return with_usage(std::move(data), event.spent);
  }

  json operator()(const stage_cancelled& event) {
    return with_usage(json::object(), event.spent);
  }

  json operator()(const stage_stale& event) {
    return {{"because", stage_id(graph_, event.because)}};
  }

  json operator()(const stage_restored& event) {
    auto inputs = json::object();
    for (const auto& input : event.inputs)
      inputs[graph_.stages[input.stage].id] = input.hash;
    json data{{"version", event.version},
              {"restoredFrom", event.restored_from},
              {"outputHash", event.output_hash},
              {"confidence", to_string(event.level)},
              {"sourcesUsed", event.sources_used},
              {"inputs", std::move(inputs)}};
    return with_fingerprint(std::move(data), event.prompt_fingerprint);
  }

  json operator()(const stage_usage& event) {
    return with_usage(json::object(), event.spent);
  }

  /// Events that say everything by their name.
  template <class Event>
  json operator()(const Event&) {
    static_assert(std::is_empty_v<Event>);
    return json::object();
  }

private:
  /// Clients that read the data alone learn there which attempt it is.
  json with_attempt() const {
    auto data = json::object();
    if (attempt_)
      data["attempt"] = *attempt_;
    return data;
  }

  /// Computed sections have none.
  static json with_fingerprint(json data,
                               const std::string& prompt_fingerprint) {
    if (!prompt_fingerprint.empty())
      data["recipe"] = prompt_fingerprint;
    return data;
  }

  static json with_usage(json data, const usage& spent) {
    data["tokens"] = to_json(spent.tokens);
    data["costUsd"] = to_usd(spent.cost);
    return data;
  }

  const pipeline& graph_;
  std::optional<unsigned> attempt_;
};

// -- reading ------------------------------------------------------------------

/// Reads the `data` of one event. Throws on what `writer` never writes.
class reader {
public:
  reader(const json& data, const pipeline& graph) : data_(data), graph_(graph) {
    // nop
  }

  event_body read(std::string_view type) {
    if (type == "job.queued")
      return job_queued{read_request()};
    if (type == "job.started")
      return job_started{};
    if (type == "job.updated")
      return read_updated();
    if (type == "job.rerun")
      return read_rerun();
    if (type == "job.cancelled")
      return job_cancelled{};
    if (type == "job.finished")
      return job_finished{parse_job_status(text("status")).value()};
    return read_stage_event(type);
  }

private:
  event_body read_stage_event(std::string_view type) {
    if (type == "stage.reset")
      return stage_reset{};
    if (type == "stage.started")
      return stage_started{};
    if (type == "stage.retrying")
      return stage_retrying{parse_error_class(text("errorClass")).value(),
                            text("error"), when("nextAttemptAt"), spent()};
    if (type == "stage.completed")
      return read_completed();
    if (type == "stage.failed")
      return stage_failed{parse_error_class(text("errorClass")).value(),
                          text("error"), optional_stage("blockedBy"),
                          optional_stage("rootCause"), spent()};
    if (type == "stage.cancelled")
      return stage_cancelled{spent()};
    if (type == "stage.stale")
      return stage_stale{optional_stage("because").value()};
    if (type == "stage.fresh")
      return stage_fresh{};
    if (type == "stage.restored")
      return read_restored();
    if (type == "stage.usage")
      return stage_usage{spent()};
    throw std::invalid_argument{"unknown event"};
  }

  job_request read_request() {
    job_request result;
    result.report_type = text("reportType");
    result.company_name = text("companyName");
    result.geography = text("geography");
    result.focus_areas = texts("focusAreas");
    result.user_files = texts("userFiles");
    result.user_context = text("userContext");
    result.horizon = parse_time_horizon(text("timeHorizon")).value();
    result.tags = texts("tags");
    result.priority = data_.at("priority").get<int>();
    result.budget = budget();
    result.demo = data_.at("demo").get<bool>();
    result.user = text("user");
    return result;
  }

  job_updated read_updated() {
    job_updated result;
    if (data_.contains("tags"))
      result.tags = texts("tags");
    if (data_.contains("priority"))
      result.priority = data_["priority"].get<int>();
    if (data_.contains("budgetUsd"))
      result.budget = budget_change{budget()};
    return result;
  }

  job_rerun read_rerun() {
    return {stages("sections"),
            stages("recomputed"),
            parse_cascade(text("cascade")).value(),
            text("reason"),
            text("by"),
            budget()};
  }

  stage_completed read_completed() {
    return {parse_confidence(text("confidence")).value(),
            texts("sourcesUsed"),
            spent(),
            milliseconds{data_.at("durationMs").get<std::int64_t>()},
            text("outputHash"),
            data_.at("version").get<unsigned>(),
            data_.value("recipe", "")};
  }

  stage_restored read_restored() {
    stage_restored result{data_.at("version").get<unsigned>(),
                          data_.at("restoredFrom").get<unsigned>(),
                          text("outputHash"),
                          parse_confidence(text("confidence")).value(),
                          texts("sourcesUsed"),
                          {},
                          data_.value("recipe", "")};
    for (std::size_t i = 0; i < graph_.stages.size(); ++i)
      if (auto found = data_.at("inputs").find(graph_.stages[i].id);
          found != data_.at("inputs").end())
        result.inputs.push_back(
          {static_cast<stage_index>(i), found->get<std::string>()});
    return result;
  }

  usage spent() {
    const auto& tokens = data_.at("tokens");
    return {{tokens.at("input").get<std::int64_t>(),
             tokens.at("output").get<std::int64_t>(),
             tokens.at("cacheRead").get<std::int64_t>(),
             tokens.at("cacheWrite").get<std::int64_t>()},
            from_usd(data_.at("costUsd").get<double>())};
  }

  std::optional<nano_usd> budget() {
    auto found = data_.find("budgetUsd");
    if (found == data_.end() || found->is_null())
      return {};
    return from_usd(found->get<double>());
  }

  std::string text(const char* key) {
    return data_.at(key).get<std::string>();
  }

  std::vector<std::string> texts(const char* key) {
    return data_.at(key).get<std::vector<std::string>>();
  }

  timestamp when(const char* key) {
    return parse_timestamp(text(key)).value();
  }

  std::optional<stage_index> optional_stage(const char* key) {
    if (!data_.contains(key))
      return {};
    return graph_.find(text(key)).value();
  }

  stage_set stages(const char* key) {
    stage_set result;
    for (const auto& id : texts(key))
      result.set(graph_.find(id).value());
    return result;
  }

  const json& data_;
  const pipeline& graph_;
};

job_event read_event(const json& object, const pipeline& graph) {
  job_event result;
  result.seq = object.at("seq").get<std::uint64_t>();
  result.at = parse_timestamp(object.at("ts").get<std::string>()).value();
  result.generation = object.at("generation").get<unsigned>();
  auto type = object.at("event").get<std::string>();
  if (object.contains("stage") || type.starts_with("stage."))
    result.stage = graph.find(object.at("stage").get<std::string>()).value();
  if (object.contains("attempt"))
    result.attempt = object["attempt"].get<unsigned>();
  result.body = reader{object.at("data"), graph}.read(type);
  return result;
}

} // namespace

/// The fields around the data are written as text at once: events are a good
/// part of what a job writes, and a tree of them costs more than they do.
encoded_event encode(const job_event& event, const job_id& job,
                     const pipeline& graph) {
  auto text = R"({"jobId":)" + to_text(job) + R"(,"seq":)"
              + std::to_string(event.seq) + R"(,"ts":")" + to_string(event.at)
              + R"(","generation":)" + std::to_string(event.generation)
              + R"(,"event":")";
  text.append(type_of(event)).append(R"(")");
  if (event.stage)
    text += R"(,"stage":)" + to_text(graph.stages[*event.stage].id);
  if (event.attempt)
    text += R"(,"attempt":)" + std::to_string(*event.attempt);
  text += R"(,"data":)"
          + to_text(std::visit(writer{graph, event.attempt}, event.body)) + '}';
  return {event.seq, std::make_shared<const std::string>(std::move(text))};
}

std::optional<job_event> decode_event(std::string_view text,
                                      const pipeline& graph) {
  try {
    return read_event(json::parse(text), graph);
  } catch (const std::exception&) {
    // Anything that `encode` would not have written ends up here: bad JSON, a
    // missing field, a name this program does not know.
    return {};
  }
}

} // namespace dossier
