#include "tests/support/processes/server_process.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <signal.h>
#include <stdexcept>

namespace dossier::test {

namespace {

constexpr std::string_view ready = "dossierd ready http=127.0.0.1:";

/// No test asks a provider that costs money because its operator has a key. A
/// test may set one of its own.
[[maybe_unused]] const bool is_without_keys = [] {
  for (const auto* name : {"ANTHROPIC_API_KEY", "ANTHROPIC_API_KEY_FILE",
                           "OPENAI_API_KEY", "OPENAI_API_KEY_FILE"})
    ::unsetenv(name);
  return true;
}();

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

ended_process run_server(const std::vector<std::string>& arguments) {
  temporary_directory folder;
  auto errors = folder.path() / "errors";
  child_process child{"dossierd", arguments, errors};
  ended_process result;
  result.out = child.rest();
  result.code = child.wait();
  result.err = text_of(errors);
  return result;
}

server_process::server_process(std::vector<std::string> settings,
                               std::string log_level)
  : settings_(std::move(settings)), log_level_(std::move(log_level)) {
  start();
}

server_process::~server_process() {
  // Before its data is removed.
  child_.reset();
}

void server_process::start() {
  std::vector<std::string> arguments{"--data", data_.path().string(), "--port",
                                     "0"};
  settings_.push_back("log.level=" + log_level_);
  for (const auto& each : settings_) {
    arguments.push_back("--set");
    arguments.push_back(each);
  }
  settings_.pop_back();
  child_.emplace("dossierd", arguments,
                 log_level_ == quiet ? std::filesystem::path{} : log_file());
  auto said = child_->next_line();
  if (said.rfind(ready, 0) != 0)
    throw std::runtime_error{"dossierd said: " + said};
  port_ = static_cast<std::uint16_t>(std::stoi(said.substr(ready.size())));
}

std::string server_process::log() const {
  return text_of(log_file());
}

std::filesystem::path server_process::log_file() const {
  return data_.path() / "log";
}

void server_process::kill() {
  child_->signal(SIGKILL);
  child_->wait();
}

int server_process::terminate() {
  child_->signal(SIGTERM);
  return child_->wait();
}

} // namespace dossier::test
