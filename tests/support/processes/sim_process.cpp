#include "tests/support/processes/sim_process.hpp"

#include <stdexcept>

namespace dossier::test {

namespace {

constexpr std::string_view ready = "dossier-llm-sim ready http=127.0.0.1:";

std::vector<std::string> complete(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(),
                   {"--strict", "--journal-body", "1024", "--port", "0"});
  return arguments;
}

} // namespace

sim_process::sim_process(std::vector<std::string> arguments)
  : child_{"dossier-llm-sim", complete(std::move(arguments))} {
  auto said = child_.next_line();
  if (said.rfind(ready, 0) != 0)
    throw std::runtime_error{"dossier-llm-sim said: " + said};
  port_ = static_cast<std::uint16_t>(std::stoi(said.substr(ready.size())));
}

std::string sim_process::address() const {
  return "provider.base_url=http://127.0.0.1:" + std::to_string(port_);
}

void sim_process::plan(const nlohmann::json& rules) {
  auto answer = http_client{port_}.post("/sim/faults", rules);
  if (answer.status != 200)
    throw std::runtime_error{"no such plan: " + answer.body};
}

std::vector<nlohmann::json> sim_process::calls() const {
  std::vector<nlohmann::json> result;
  auto all = http_client{port_}.get("/sim/journal?since=0").json();
  for (auto& entry : all.at("entries"))
    if (entry.at("path") == "/v1/messages")
      result.push_back(std::move(entry));
  return result;
}

std::vector<nlohmann::json>
sim_process::of(const std::vector<nlohmann::json>& all,
                const std::string& company, const std::string& stage) {
  auto result = all;
  std::erase_if(result, [&](const nlohmann::json& entry) {
    auto label = entry.at("stage").get<std::string>();
    return entry.at("company") != company
           || label.substr(0, label.find(" / ")) != stage;
  });
  return result;
}

} // namespace dossier::test
