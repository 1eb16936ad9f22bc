#include "tools/server/doctor/doctor.hpp"

#include "tools/server/doctor/machine.hpp"
#include "tools/server/doctor/provider.hpp"
#include "tools/server/server.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <future>
#include <iostream>
#include <thread>

namespace dossier::server {

namespace {

using json = nlohmann::ordered_json;

/// No look at this machine takes as long, unless a disk or a directory service
/// hangs.
constexpr auto machine_deadline = std::chrono::seconds{10};

/// What asking a provider takes at most: its own deadlines, and a margin.
constexpr auto provider_deadline = provider_check_limit + machine_deadline;

const char* label_of(verdict which) {
  switch (which) {
    case verdict::ok: return "ok";
    case verdict::warning: return "warn";
    case verdict::failure: return "FAIL";
    case verdict::skipped: return "skip";
    case verdict::unknown: return "not known";
  }
  return "";
}

/// In a narrow column.
std::string short_label_of(verdict which) {
  return which == verdict::unknown ? "?" : label_of(which);
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size() + 1, width), ' ');
  return text;
}

class examination {
public:
  explicit examination(bool as_json) : as_json_{as_json} {
    // nop
  }

  /// A check that hangs is reported, and left behind.
  void run(const std::string& name, std::chrono::milliseconds limit,
           std::function<findings()> check) {
    std::packaged_task<findings()> task{std::move(check)};
    auto result = task.get_future();
    std::thread{std::move(task)}.detach();
    if (result.wait_for(limit) != std::future_status::ready) {
      has_left_one_ = true;
      return add(fail(name, "has not ended in time",
                      "see whether a disk or a name service hangs"));
    }
    try {
      for (auto& each : result.get())
        add(std::move(each));
    } catch (const std::exception& reason) {
      add(fail(name, reason.what(), "correct it"));
    }
  }

  void add(finding finding) {
    if (!as_json_)
      print(finding);
    all_.push_back(std::move(finding));
  }

  int end() {
    const auto failed = count(verdict::failure);
    if (as_json_)
      print_json(failed == 0);
    else
      std::cout << (failed == 0 ? "healthy" : "not healthy") << ": " << failed
                << " failed, " << count(verdict::warning) << " warned, "
                << count(verdict::skipped) << " skipped, "
                << count(verdict::unknown) << " not known" << std::endl;
    const auto code = failed == 0 ? exit_ok : exit_failure;
    // What hangs would be pulled the ground from under.
    if (has_left_one_)
      std::_Exit(code);
    return code;
  }

private:
  static void print(const finding& finding) {
    std::cout << padded(short_label_of(finding.verdict), 6)
              << padded(finding.check, 14) << finding.found;
    if (!finding.advice.empty())
      std::cout << "; " << finding.advice;
    std::cout << std::endl;
  }

  void print_json(bool is_healthy) const {
    auto checks = json::array();
    for (const auto& each : all_)
      checks.push_back({{"check", each.check},
                        {"verdict", label_of(each.verdict)},
                        {"found", each.found},
                        {"advice", each.advice}});
    std::cout << json{{"healthy", is_healthy}, {"checks", checks}}.dump(
      2, ' ', false, json::error_handler_t::replace)
              << std::endl;
  }

  std::ptrdiff_t count(verdict which) const {
    return std::count_if(all_.begin(), all_.end(), [which](const finding& one) {
      return one.verdict == which;
    });
  }

  bool as_json_;
  bool has_left_one_ = false;
  findings all_;
};

std::optional<config::loaded_settings> load(examination& into,
                                            const command_line& options) {
  auto loaded = config::load_settings(options.sources);
  if (const auto* found = std::get_if<faults>(&loaded)) {
    for (const auto& each : *found)
      into.add(fail("settings", to_string(each), "correct it"));
    return {};
  }
  auto result = std::get<config::loaded_settings>(std::move(loaded));
  into.add(fine("settings", "in order; reports are written by "
                              + std::string{to_string(result.provider)}));
  return result;
}

findings report_types(const config::settings& settings) {
  try {
    std::string names;
    for (const auto& [name, graph] : load_report_types(settings))
      names += (names.empty() ? "" : ", ") + name;
    return {fine("report types", names)};
  } catch (const refusal& reason) {
    return {fail("report types", reason.what(), "correct the files")};
  }
}

} // namespace

int examine(const command_line& options) {
  // What the parts would log is found, and reported, here.
  spdlog::set_level(spdlog::level::off);
  examination all{options.as_json};
  const auto loaded = load(all, options);
  if (!loaded)
    return all.end();
  const auto settings = loaded->values;
  all.run("report types", machine_deadline,
          [settings] { return report_types(settings); });
  for (const auto& [name, check] : machine_checks())
    all.run(name, machine_deadline,
            [settings, check = check] { return check(settings); });
  all.run("provider", provider_deadline,
          [loaded] { return examine_provider(*loaded); });
  return all.end();
}

} // namespace dossier::server
