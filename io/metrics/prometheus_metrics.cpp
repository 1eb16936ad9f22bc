#include "io/metrics/prometheus_metrics.hpp"

#include "io/metrics/commit_facts.hpp"

#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unordered_map>

namespace dossier::io {

namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using buckets = Histogram::BucketBoundaries;

/// A section takes seconds; one that is held back, up to many minutes.
const buckets stage_seconds{0.1, 0.5, 1,   2,   5,   10,  20,
                            30,  60,  120, 300, 600, 1800};

/// A disk commit takes from half a millisecond to what a bad disk makes of it.
const buckets commit_seconds{0.0005, 0.001, 0.002, 0.005, 0.01, 0.025,
                             0.05,   0.1,   0.25,  0.5,   1,    5};

double to_seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>{time}.count();
}

/// What attempts with one model have used.
struct model_counters {
  void add(const usage& spent) {
    input->Increment(double(spent.tokens.input));
    output->Increment(double(spent.tokens.output));
    cache_read->Increment(double(spent.tokens.cache_read));
    cache_write->Increment(double(spent.tokens.cache_write));
    cost->Increment(double(spent.cost) / 1e9);
  }

  Counter* input = nullptr;
  Counter* output = nullptr;
  Counter* cache_read = nullptr;
  Counter* cache_write = nullptr;
  Counter* cost = nullptr;
};

class prometheus_metrics final : public metrics {
public:
  prometheus_metrics(const std::string& version, model_catalog models)
    : models_{std::move(models)} {
    prometheus::BuildGauge()
      .Name("dossier_build_info")
      .Help("1, with the version that runs.")
      .Register(registry_)
      .Add({{"version", version}})
      .Set(1);
  }

  void group_written(std::chrono::nanoseconds took) override {
    commit_.Observe(to_seconds(took));
  }

  void committed(const commit& commit) override {
    transactions_.Increment();
    for (const auto status : statuses_reached(commit))
      jobs_.Add({{"status", std::string{to_string(status)}}}).Increment();
    for (const auto& attempt : commit.attempts)
      count(*commit.after->graph, attempt);
  }

  void clients_connected(std::size_t sockets, std::size_t streams) override {
    sockets_.Set(double(sockets));
    streams_.Set(double(streams));
  }

  std::string render() override {
    return prometheus::TextSerializer{}.Serialize(registry_.Collect());
  }

private:
  void count(const pipeline& graph, const attempt_record& attempt) {
    duration(graph.stages[attempt.key.stage].id, attempt.outcome)
      .Observe(
        to_seconds(time_since(attempt.started_at, attempt.completed_at)));
    if (attempt.spent.tokens != token_counts{} || attempt.spent.cost != 0)
      of(label_of(attempt.model)).add(attempt.spent);
  }

  /// Bounded, whatever a provider says.
  std::string label_of(const std::string& model) const {
    const auto* known = find_model(models_, model);
    return known ? known->id : std::string{other_model};
  }

  // A look-up with labels takes a microsecond, and there are several for each
  // attempt: so each is made once.

  model_counters& of(const std::string& model) {
    const std::lock_guard lock{mutex_};
    auto& known = known_models_[model];
    if (!known.input) {
      const auto tokens = [&](const char* direction) {
        return &tokens_.Add({{"model", model}, {"direction", direction}});
      };
      known = {.input = tokens("input"),
               .output = tokens("output"),
               .cache_read = tokens("cache_read"),
               .cache_write = tokens("cache_write"),
               .cost = &cost_.Add({{"model", model}})};
    }
    return known;
  }

  Histogram& duration(const std::string& stage, attempt_outcome outcome) {
    const std::lock_guard lock{mutex_};
    auto& known
      = known_durations_[stage + ' ' + std::string{to_string(outcome)}];
    if (!known)
      known = &durations_.Add(
        {{"stage", stage}, {"outcome", std::string{to_string(outcome)}}},
        stage_seconds);
    return *known;
  }

  const model_catalog models_;
  prometheus::Registry registry_;
  Family<Counter>& jobs_
    = prometheus::BuildCounter()
        .Name("dossier_jobs_total")
        .Help("Jobs that came to a status; queued with each rerun again.")
        .Register(registry_);
  Family<Histogram>& durations_
    = prometheus::BuildHistogram()
        .Name("dossier_stage_duration_seconds")
        .Help("From the start of an attempt to its end.")
        .Register(registry_);
  Family<Counter>& tokens_ = prometheus::BuildCounter()
                               .Name("dossier_llm_tokens_total")
                               .Help("Tokens of attempts that have ended.")
                               .Register(registry_);
  Family<Counter>& cost_ = prometheus::BuildCounter()
                             .Name("dossier_llm_cost_usd_total")
                             .Help("US dollars of attempts that have ended.")
                             .Register(registry_);
  Counter& transactions_ = prometheus::BuildCounter()
                             .Name("dossier_store_transactions_total")
                             .Help("Transactions of jobs that were committed.")
                             .Register(registry_)
                             .Add({});
  Histogram& commit_
    = prometheus::BuildHistogram()
        .Name("dossier_store_commit_seconds")
        .Help("Time of a disk commit, which serves a group of transactions.")
        .Register(registry_)
        .Add({}, commit_seconds);
  Gauge& sockets_ = prometheus::BuildGauge()
                      .Name("dossier_ws_connections")
                      .Help("WebSockets that are open.")
                      .Register(registry_)
                      .Add({});
  Gauge& streams_ = prometheus::BuildGauge()
                      .Name("dossier_event_streams")
                      .Help("Event streams that are open.")
                      .Register(registry_)
                      .Add({});

  std::mutex mutex_;
  std::unordered_map<std::string, Histogram*> known_durations_;
  std::unordered_map<std::string, model_counters> known_models_;
};

} // namespace

std::shared_ptr<metrics> make_prometheus_metrics(const std::string& version,
                                                 model_catalog models) {
  return std::make_shared<prometheus_metrics>(version, std::move(models));
}

} // namespace dossier::io
