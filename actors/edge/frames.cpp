#include "actors/edge/frames.hpp"

#include "actors/rules/views/answers.hpp"
#include "messages/frame_type.hpp"

namespace dossier::frames {

namespace {

/// Four bytes a token is close enough for a progress figure.
constexpr std::size_t bytes_per_token = 4;

frame make(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

frame make(frame_type type, json fields) {
  json object{{"v", 1}, {"type", to_string(type)}};
  object.update(fields);
  return make(to_text(object));
}

json position(const pipeline& graph, const text_position& at) {
  return {{"stage", graph.stages[at.key.stage].id},
          {"generation", at.key.generation},
          {"attempt", at.key.attempt},
          {"call", at.call},
          {"offset", at.offset}};
}

frame delta(const job_id& id, const pipeline& graph, const text_position& at,
            const std::string& text) {
  json fields{{"jobId", id}};
  fields.update(position(graph, at));
  fields["text"] = text;
  fields["tokens"]
    = (at.offset + text.size() + bytes_per_token - 1) / bytes_per_token;
  return make(frame_type::delta, std::move(fields));
}

} // namespace

frame hello(std::string_view epoch, timestamp now, std::string_view version) {
  return make(
    frame_type::hello,
    {{"epoch", epoch}, {"serverTime", to_string(now)}, {"version", version}});
}

frame event(const encoded_event& event) {
  std::string text{R"({"v":1,"type":"event",)"};
  text.append(*event.text, 1, std::string::npos);
  return make(std::move(text));
}

frame stream_event(const encoded_event& event) {
  return make("id: " + std::to_string(event.seq) + "\ndata: " + *event.text
              + "\n\n");
}

frame delta(const text_delta& piece) {
  return delta(piece.id, *piece.graph, piece.at, piece.text);
}

frame delta(const job_id& id, const pipeline& graph, const live_text& tail) {
  return delta(id, graph, tail.at, tail.text);
}

frame detail(const wait_changed& change) {
  auto name = to_string(change.detail);
  return make(frame_type::detail,
              {{"jobId", change.id},
               {"stage", change.graph->stages[change.key.stage].id},
               {"detail", name.empty() ? json(nullptr) : json(name)},
               {"reason", change.reason},
               {"until", to_json(change.until)}});
}

frame subscribed(const job_id& id, std::string_view epoch,
                 std::uint64_t last_seq, bool recovered) {
  return make(frame_type::subscribed, {{"jobId", id},
                                       {"epoch", epoch},
                                       {"lastSeq", last_seq},
                                       {"recovered", recovered}});
}

frame snapshot(const job_state& job, json status,
               const std::vector<live_text>& texts) {
  auto partial = json::object();
  for (const auto& tail : texts) {
    auto entry = position(*job.graph, tail.at);
    auto stage = entry["stage"].get<std::string>();
    entry.erase("stage");
    entry["text"] = tail.text;
    partial[stage] = std::move(entry);
  }
  return make(frame_type::snapshot, {{"jobId", job.id},
                                     {"seq", job.last_seq},
                                     {"job", std::move(status)},
                                     {"partial", std::move(partial)}});
}

frame unsubscribed(std::string_view key, std::string_view value) {
  return make(frame_type::unsubscribed, {{std::string{key}, value}});
}

frame pong() {
  return make(frame_type::pong, json::object());
}

frame gap(const job_id& id, std::uint64_t last_seq) {
  return make(frame_type::gap, {{"jobId", id}, {"lastSeq", last_seq}});
}

frame jobs(json items) {
  return make(frame_type::jobs, {{"items", std::move(items)}});
}

frame job(json item) {
  return make(frame_type::job, {{"item", std::move(item)}});
}

frame job_removed(const job_id& id) {
  return make(frame_type::job_removed, {{"jobId", id}});
}

frame error(std::string_view id, const problem& why) {
  auto fields = json::object();
  if (!id.empty())
    fields["jobId"] = id;
  fields["problem"] = json::parse(*to_reply(why).body);
  return make(frame_type::error, std::move(fields));
}

frame admin(std::string_view id, const admin_outcome& outcome) {
  const bool is_ok = !std::holds_alternative<problem>(outcome.body);
  const auto body = rules::render(outcome).body;
  auto text = to_text({{"v", 1},
                       {"type", to_string(frame_type::admin)},
                       {"id", id},
                       {"ok", is_ok}});
  text.back() = ',';
  text.append(is_ok ? R"("result":)" : R"("problem":)")
    .append(body ? *body : "null")
    .append("}");
  return make(std::move(text));
}

frame batch(const std::vector<frame>& items) {
  std::string text{R"({"v":1,"type":"batch","items":[)"};
  for (const auto& item : items) {
    if (&item != &items.front())
      text += ',';
    text += *item;
  }
  text += "]}";
  return make(std::move(text));
}

} // namespace dossier::frames
