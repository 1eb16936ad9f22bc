#include "tools/llm_sim/anthropic/call.hpp"

#include "tools/llm_sim/anthropic/respond.hpp"
#include "tools/llm_sim/anthropic/stream/performance.hpp"
#include "tools/llm_sim/content/tokens.hpp"

namespace dossier::llm_sim::anthropic {

using io::llm::demo::draw_key;

namespace {

std::string text_of(const std::vector<fault>& faults) {
  std::string result;
  for (const auto& one : faults)
    result.append(result.empty() ? "" : ";").append(one.text);
  return result;
}

class call {
public:
  call(simulation& world, const http_request& from, journal_entry& entry,
       ask request)
    : world_{world}, from_{from}, entry_{entry}, request_{std::move(request)} {
    // nop
  }

  std::unique_ptr<performance> answer() {
    note();
    try {
      faults_ = world_.faults.choose(marks(), own_faults(), draws_);
    } catch (const fault_error& reason) {
      return play_error(from_, entry_, invalid_request(reason.what()));
    }
    entry_.fault = text_of(faults_);
    if (auto broken = break_off())
      return broken;
    return request_.is_stream && !find(faults_, fault_kind::whole) ? stream()
                                                                   : whole();
  }

private:
  /// Gives the call its place among others, and its chance.
  void note() {
    entry_.stage = request_.question.stage;
    entry_.company = request_.question.company;
    entry_.model = request_.model;
    entry_.nth = world_.stage_calls.next(entry_.test + '\n' + entry_.company
                                         + '\n' + entry_.stage);
    auto same = canonical_hash(request_);
    auto nth
      = world_.same_calls.next(entry_.test + '\n' + std::to_string(same));
    draws_ = draw_key{world_.options.seed}
               .with(world_.faults.plan().scenario)
               .with(entry_.stage)
               .with(request_.model)
               .with(same)
               .with(nth);
    nth_same_ = nth;
    entry_.request_id = request_id_of(draws_);
  }

  call_marks marks() const {
    return {.test = entry_.test,
            .stage = entry_.stage,
            .model = request_.model,
            .company = entry_.company,
            .prompt = request_.prompt,
            .nth = entry_.nth};
  }

  std::vector<fault> own_faults() const {
    if (from_.has("x-sim-fault"))
      return parse_faults(from_.field("x-sim-fault"));
    if (!request_.own_fault.empty())
      return parse_faults(request_.own_fault);
    return {};
  }

  /// What leaves nothing of an answer; null otherwise.
  std::unique_ptr<performance> break_off() {
    for (const auto& one : faults_) {
      const bool is_error = one.kind == fault_kind::status
                            || one.kind == fault_kind::html_status
                            || (one.kind == fault_kind::context
                                && one.word("op", "error") == "error");
      if (is_error)
        return play_error(from_, entry_,
                          error_of(one, tokens_in(request_.everything.size())));
      if (one.kind == fault_kind::refuse_conn
          || one.kind == fault_kind::reset_before_headers)
        return play({}, {}, ending::reset);
    }
    return {};
  }

  cache_use use_cache() {
    if (request_.cached_bytes == 0)
      return cache_use::none;
    if (!world_.options.has_shared_cache)
      return nth_same_ > 1 ? cache_use::read : cache_use::written;
    auto found = world_.cache.find(prefix_hash());
    const bool is_warm
      = found != world_.cache.end() && found->second <= world_.now();
    return is_warm ? cache_use::read : cache_use::written;
  }

  std::uint64_t prefix_hash() const {
    return draw_key::hash(
      request_.model + '\n'
      + request_.everything.substr(0, request_.cached_bytes));
  }

  /// Readable from the writer's first byte on.
  void fill_cache(microseconds first_byte) {
    if (world_.options.has_shared_cache && request_.cached_bytes > 0)
      world_.cache.try_emplace(prefix_hash(), world_.now() + first_byte);
  }

  anthropic::answer write() {
    auto question = request_.question;
    question.seed = world_.options.seed;
    auto result = make_answer(
      request_, world_.writer.write(question, schema_of(request_)), use_cache(),
      faults_, draws_);
    entry_.input_tokens
      = result.usage.input + result.usage.cache_write + result.usage.cache_read;
    entry_.output_tokens = result.usage.output;
    return result;
  }

  stream_plan plan() {
    auto message = write();
    auto schema = schema_of(request_);
    prompt_size size;
    size.uncached = message.usage.input + message.usage.cache_write;
    size.cached = message.usage.cache_read;
    size.has_new_schema
      = schema.is_object()
        && world_.known_schemas.insert(draw_key::hash(schema.dump())).second;
    auto result = plan_stream(std::move(message), world_.options.how, size,
                              faults_, draws_.with("stream"));
    if (!result.beats.empty())
      fill_cache(result.beats.front().at);
    return result;
  }

  std::unique_ptr<performance> stream() {
    entry_.status = 200;
    auto fields = common_fields(from_, entry_);
    fields.push_back({"content-type", "text/event-stream; charset=utf-8"});
    fields.push_back({"cache-control", "no-cache"});
    fields.push_back({"transfer-encoding", "chunked"});
    return std::make_unique<stream_performance>(http_head(200, fields), plan());
  }

  /// An answer that is no stream breaks in its middle.
  std::unique_ptr<performance> whole() {
    if (const auto* error = find(faults_, fault_kind::sse_error)) {
      api_error why;
      why.type = error->word("type", "overloaded_error");
      why.status = status_of(why.type);
      why.message = "Overloaded";
      return play_error(from_, entry_, why);
    }
    auto planned = plan();
    auto when
      = planned.beats.empty() ? microseconds{} : planned.beats.back().at;
    entry_.status = 200;
    auto fields = common_fields(from_, entry_);
    fields.push_back({"content-type", "application/json"});
    auto bytes
      = http_answer(200, std::move(fields), to_message(planned.said).dump());
    if (!planned.has_last_chunk)
      bytes.resize(bytes.size() / 2);
    return play(std::move(bytes), when, planned.end);
  }

  simulation& world_;
  const http_request& from_;
  journal_entry& entry_;
  ask request_;
  draw_key draws_{0};
  std::uint64_t nth_same_ = 0;
  std::vector<fault> faults_;
};

} // namespace

std::unique_ptr<performance> answer_call(simulation& world,
                                         const http_request& from,
                                         journal_entry& entry, ask request) {
  return call{world, from, entry, std::move(request)}.answer();
}

} // namespace dossier::llm_sim::anthropic
