#include "tools/server/model.hpp"

#include "config/models/models.hpp"
#include "io/llm/anthropic/client.hpp"
#include "io/llm/asio_timers.hpp"
#include "io/llm/demo/client.hpp"
#include "tools/server/server.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace dossier::server {

namespace {

/// Enough time to try a model's successor.
constexpr auto retirement_notice = std::chrono::days{60};

refusal refuse(const std::string& setting, const std::string& why) {
  return {exit_usage, setting + ": " + why};
}

// -- demo ---------------------------------------------------------------------

std::shared_ptr<io::llm::client> make_demo(const config::settings& settings,
                                           const pipeline_catalog& pipelines) {
  auto profile = io::llm::demo::parse_profile(settings.demo.profile);
  if (!profile)
    throw refuse("demo.profile", "there is no profile " + settings.demo.profile
                                   + "; use realistic, fast or instant");
  io::llm::demo::generator_map generators;
  for (const auto& [name, graph] : pipelines) {
    auto content = io::llm::demo::read_content(graph->folder);
    generators.emplace(
      name, std::make_shared<const io::llm::demo::generator>(content));
  }
  return std::make_shared<io::llm::demo::client>(
    std::move(generators), *profile, std::make_shared<io::llm::asio_timers>());
}

// -- models -------------------------------------------------------------------

model_catalog load_models(const std::filesystem::path& file) {
  auto outcome = config::load_models(file);
  if (const auto* found = std::get_if<faults>(&outcome)) {
    std::string text;
    for (const auto& each : *found)
      text += (text.empty() ? "" : "\ndossierd: ") + to_string(each);
    throw refusal{exit_usage, text};
  }
  return std::get<model_catalog>(std::move(outcome));
}

model_facts choose_model(const config::provider_settings& settings,
                         const std::string& provider) {
  const auto models = load_models(settings.models_file);
  auto id = settings.model;
  if (auto usual = models.defaults.find(provider);
      id.empty() && usual != models.defaults.end())
    id = usual->second;
  if (id.empty())
    throw refuse("provider.model", "is empty, and "
                                     + settings.models_file.generic_string()
                                     + " names no default for " + provider);
  model_facts result;
  if (const auto* known = find_model(models, id))
    result = *known;
  result.id = id;
  return result;
}

/// None for a model that is not listed.
bool has_prices(const model_facts& model,
                std::chrono::system_clock::time_point now) {
  return std::any_of(model.prices.begin(), model.prices.end(),
                     [&](const price_row& row) { return row.from <= now; });
}

/// A gateway may go on answering for a model that its maker has retired.
void check_lifetime(const model_facts& model, bool is_at_its_maker) {
  const auto now = std::chrono::system_clock::now();
  const auto today = std::chrono::floor<std::chrono::days>(now);
  if (auto retired = retirement_of(model, today); !retired.empty()) {
    if (is_at_its_maker)
      throw refuse("provider.model", retired);
    spdlog::warn("model is retired: {}", retired);
  } else if (model.retires && *model.retires - today <= retirement_notice) {
    spdlog::warn("model will be retired: model={} day={} replacement={}",
                 model.id, to_date(timestamp{*model.retires}),
                 model.replacement);
  }
}

// -- Anthropic ----------------------------------------------------------------

io::llm::wire::base_url address_of(const std::string& given,
                                   std::string_view otherwise) {
  auto outcome
    = io::llm::wire::parse_base_url(given.empty() ? otherwise : given);
  if (const auto* why = std::get_if<std::string>(&outcome))
    throw refuse("provider.base_url", *why);
  return std::get<io::llm::wire::base_url>(std::move(outcome));
}

io::llm::wire::stream_limits limits_of(const config::provider_settings& from) {
  io::llm::wire::stream_limits result;
  result.connect = from.connect_timeout;
  result.tls = from.tls_timeout;
  result.write = from.write_timeout;
  result.first_byte = from.first_byte_timeout;
  result.idle = from.idle_timeout;
  result.progress = from.progress_timeout;
  result.total = from.total_timeout;
  return result;
}

std::shared_ptr<io::llm::client>
make_anthropic(const config::provider_settings& settings) {
  auto options = anthropic_options(settings);
  if (!has_prices(options.model, std::chrono::system_clock::now()))
    spdlog::warn("no price of the model holds today, so its cost is not "
                 "counted: model={} file={}",
                 options.model.id, settings.models_file.generic_string());
  check_lifetime(options.model, is_at_maker(options));
  spdlog::info("model: id={} at={}", options.model.id,
               to_string(options.stream.to));
  try {
    return std::make_shared<io::llm::anthropic::client>(std::move(options));
  } catch (const std::runtime_error& error) {
    throw refuse("provider.ca_file", error.what());
  }
}

} // namespace

std::shared_ptr<io::llm::client> make_model(const config::loaded_settings& from,
                                            const pipeline_catalog& pipelines) {
  switch (from.provider) {
    case config::provider_kind::demo: return make_demo(from.values, pipelines);
    case config::provider_kind::anthropic:
      return make_anthropic(from.values.provider);
    case config::provider_kind::openai: break;
  }
  throw refuse("provider.kind", "this provider is not built yet; use "
                                "provider.kind = \"demo\"");
}

io::llm::anthropic::client_options
anthropic_options(const config::provider_settings& settings) {
  namespace anthropic = io::llm::anthropic;
  anthropic::client_options options;
  options.key = settings.anthropic_api_key;
  if (auto why = anthropic::objection_to_key(options.key))
    throw refuse("ANTHROPIC_API_KEY", *why);
  options.stream.to
    = address_of(settings.base_url, anthropic::default_base_url);
  options.stream.limits = limits_of(settings);
  options.stream.ca_file = settings.ca_file;
  options.version = settings.anthropic_version;
  options.model = choose_model(settings, "anthropic");
  options.max_answer_bytes = settings.max_answer_bytes;
  options.user_agent = "dossier/" DOSSIER_VERSION;
  return options;
}

bool is_at_maker(const io::llm::anthropic::client_options& options) {
  return options.stream.to
         == address_of({}, io::llm::anthropic::default_base_url);
}

model_catalog known_models(const config::loaded_settings& from,
                           const std::string& used) {
  model_catalog result;
  if (from.provider != config::provider_kind::demo)
    result = load_models(from.values.provider.models_file);
  if (!find_model(result, used))
    result.models.emplace_back().id = used;
  return result;
}

} // namespace dossier::server
