#include "tools/server/command_line.hpp"

#include "tools/arguments/arguments.hpp"

#include <CLI/CLI.hpp>

namespace dossier::server {

namespace {

/// `http.port=9000` as key and value; nothing without a `=`.
std::optional<std::pair<std::string, std::string>>
split_setting(const std::string& text) {
  auto at = text.find('=');
  if (at == std::string::npos || at == 0)
    return {};
  return std::pair{text.substr(0, at), text.substr(at + 1)};
}

} // namespace

std::variant<command_line, int> parse_command_line(int argc, char** argv) {
  CLI::App app{"Researches companies with a language model and serves the "
               "reports over HTTP and WebSocket.",
               "dossierd"};
  std::string file, data, port;
  std::vector<std::string> settings;
  bool checks_config = false, checks_pipelines = false, prints_config = false;
  bool is_doctor = false, as_json = false;
  app.add_option("--config", file,
                 "Settings file (default config/dossier.toml)");
  app.add_option("--data", data, "Folder of the database (storage.path)");
  app.add_option("--port", port, "Port to listen on; 0 picks one (http.port)");
  app.add_option("--set", settings, "Any setting, as key=value");
  auto* check = app.add_flag("--check-config", checks_config,
                             "Check the settings and stop");
  auto* pipelines = app.add_flag("--check-pipelines", checks_pipelines,
                                 "Check the report types and stop");
  app
    .add_flag("--print-config", prints_config,
              "Print every setting with its origin and stop")
    ->excludes(check)
    ->excludes(pipelines);
  auto* doctor
    = app
        .add_flag("--doctor", is_doctor,
                  "Look at all a server needs, ask the provider once, say what "
                  "was found and stop; 1 if anything would fail")
        ->excludes("--check-config")
        ->excludes("--check-pipelines")
        ->excludes("--print-config");
  app.add_flag("--json", as_json, "What the doctor finds as JSON")
    ->needs(doctor);
  app.set_version_flag("--version", std::string{"dossierd "} + DOSSIER_VERSION);
  try {
    arguments::parse(app, argc, argv);
  } catch (const CLI::ParseError& reason) {
    return app.exit(reason) == 0 ? exit_ok : exit_usage;
  }

  command_line result;
  if (!file.empty()) {
    result.sources.file = file;
    result.sources.is_file_required = true;
  }
  result.sources.environment = config::process_environment();
  for (const auto& text : settings) {
    auto setting = split_setting(text);
    if (!setting) {
      std::cerr << "dossierd: --set " << text
                << ": a setting is given as key=value\n";
      return exit_usage;
    }
    result.sources.flags.push_back(std::move(*setting));
  }
  if (!data.empty())
    result.sources.flags.emplace_back("storage.path", data);
  if (!port.empty())
    result.sources.flags.emplace_back("http.port", port);
  result.as_json = as_json;
  if (is_doctor)
    result.mode = mode::doctor;
  else if (prints_config)
    result.mode = mode::print_config;
  else if (checks_pipelines)
    result.mode = mode::check_pipelines;
  else if (checks_config)
    result.mode = mode::check_config;
  return result;
}

} // namespace dossier::server
