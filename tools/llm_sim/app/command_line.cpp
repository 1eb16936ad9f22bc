#include "tools/llm_sim/app/command_line.hpp"

#include "messages/time.hpp"
#include "tools/arguments/arguments.hpp"

#include <boost/asio/ip/address.hpp>
#include <nlohmann/json.hpp>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

namespace dossier::llm_sim {

namespace {

/// Empty: it is one.
std::string objection_to_address(const std::string& text) {
  boost::system::error_code wrong;
  boost::asio::ip::make_address(text, wrong);
  return wrong ? "is no address such as 127.0.0.1: " + text : "";
}

/// Empty: it is one. Days are compared as text.
std::string objection_to_day(const std::string& text) {
  return parse_timestamp(text + "T00:00:00Z")
           ? ""
           : "is no day such as 2026-12-01: " + text;
}

struct raw_options {
  std::string profile = "fast";
  double time_scale = 1;
  std::string faults;
};

void define(CLI::App& app, options& to, raw_options& raw) {
  app.add_option("--address", to.address, "Address to listen on")
    ->check(CLI::Validator{objection_to_address, ""})
    ->capture_default_str();
  app.add_option("--port", to.port, "Port to listen on; 0 picks one")
    ->capture_default_str();
  app.add_option("--seed", to.seed, "Same seed, same answers")
    ->capture_default_str();
  app.add_option("--profile", raw.profile, "How fast the model is")
    ->check(CLI::IsMember({"instant", "fast", "sonnet", "slow"}))
    ->capture_default_str();
  app
    .add_option("--time-scale", raw.time_scale,
                "Multiplies all waiting; 0: none")
    ->check(CLI::NonNegativeNumber)
    ->capture_default_str();
  app.add_option("--faults", raw.faults,
                 "What goes wrong: a file of rules, or a fault such as "
                 "529:p=0.1");
  app.add_option("--pipelines", to.pipelines, "Folder of the report types")
    ->capture_default_str();
  app.add_flag("--strict", to.is_strict,
               "Check requests as the real service does");
  app.add_flag("--shared-cache", to.has_shared_cache,
               "A cached prefix is warm for all who send it later");
  app
    .add_option("--today", to.today,
                "The day that decides which models are retired, such as "
                "2026-12-01")
    ->check(CLI::Validator{objection_to_day, ""});
  app
    .add_option("--journal-body", to.journal_body_bytes,
                "Bytes of each body that the journal keeps")
    ->capture_default_str();
  auto* certificate
    = app.add_option("--tls-cert", to.certificate, "Certificate chain, PEM")
        ->check(CLI::ExistingFile);
  auto* key = app.add_option("--tls-key", to.key, "Its key, PEM")
                ->check(CLI::ExistingFile);
  certificate->needs(key);
  key->needs(certificate);
  app.set_version_flag("--version",
                       std::string{"dossier-llm-sim "} + DOSSIER_VERSION);
}

fault_plan read_rules(const std::string& name) {
  std::ifstream file{name, std::ios::binary};
  std::string text;
  // To the end of the file, as JSON has no NUL. What fails is noted, where the
  // parser's own reading would throw.
  std::getline(file, text, '\0');
  if (!file.eof())
    throw fault_error{name + " cannot be read as a file of rules"};
  auto rules = nlohmann::json::parse(text, nullptr, false, true);
  if (rules.is_discarded())
    throw fault_error{name + " is not JSON"};
  return parse_fault_plan(rules);
}

fault_plan read_plan(const std::string& text) {
  std::error_code unseen;
  if (std::filesystem::exists(text, unseen))
    return read_rules(text);
  fault_plan result;
  result.background = parse_faults(text);
  return result;
}

} // namespace

std::variant<options, int> parse_command_line(int argc, char** argv) {
  CLI::App app{"Plays the Anthropic Messages API without a model, and makes "
               "go wrong what can.",
               "dossier-llm-sim"};
  options result;
  raw_options raw;
  define(app, result, raw);
  try {
    arguments::parse(app, argc, argv);
    if (!raw.faults.empty())
      result.faults = read_plan(raw.faults);
    if (!std::filesystem::is_directory(result.pipelines))
      throw CLI::ValidationError{"--pipelines", "there is no folder "
                                                  + result.pipelines.string()};
  } catch (const CLI::ParseError& reason) {
    return app.exit(reason) == 0 ? exit_ok : exit_usage;
  } catch (const fault_error& reason) {
    std::cerr << "dossier-llm-sim: --faults: " << reason.what() << '\n';
    return exit_usage;
  }
  result.how = *find_pace(raw.profile);
  result.how.time_scale = raw.time_scale;
  return result;
}

} // namespace dossier::llm_sim
