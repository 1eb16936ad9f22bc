#include "tools/server/model.hpp"

#include "io/llm/asio_timers.hpp"
#include "io/llm/demo_client.hpp"
#include "tools/server/server.hpp"

namespace dossier::server {

namespace {

std::shared_ptr<io::llm::client> make_demo(const config::settings& settings,
                                           const pipeline_catalog& pipelines) {
  auto profile = io::llm::parse_demo_profile(settings.demo.profile);
  if (!profile)
    throw refusal{exit_usage, "demo.profile: there is no profile "
                                + settings.demo.profile
                                + "; use realistic, fast or instant"};
  io::llm::demo_generators generators;
  for (const auto& [name, graph] : pipelines) {
    auto content = io::llm::read_demo_content(graph->folder);
    generators.emplace(
      name, std::make_shared<const io::llm::demo_generator>(content));
  }
  return std::make_shared<io::llm::demo_client>(
    std::move(generators), *profile, std::make_shared<io::llm::asio_timers>());
}

} // namespace

std::shared_ptr<io::llm::client> make_model(const config::loaded_settings& from,
                                            const pipeline_catalog& pipelines) {
  switch (from.provider) {
    case config::provider_kind::demo: return make_demo(from.values, pipelines);
    case config::provider_kind::anthropic:
    case config::provider_kind::openai: break;
  }
  throw refusal{exit_usage, "provider.kind: this provider is not built yet; "
                            "use provider.kind = \"demo\""};
}

} // namespace dossier::server
