#include "io/llm/model_listing.hpp"

#include <algorithm>

namespace dossier::io::llm {

namespace {

using texts = std::vector<std::string>;

constexpr auto correct_the_table = "correct its entry in provider.models_file";

std::string day_text(const std::optional<calendar_day>& day) {
  return day ? to_date(timestamp{*day}) : "no day";
}

std::string enumerated(const texts& all) {
  std::string result;
  for (const auto& each : all)
    result += (result.empty() ? "" : " ") + each;
  return result.empty() ? "none" : result;
}

std::string replacement_advice(const model_facts& table) {
  return table.replacement.empty()
           ? "set provider.model to another one"
           : "set provider.model = \"" + table.replacement + '"';
}

bool is_listed(const texts& all, const std::string& text) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

/// All efforts that go with any way of thinking, from the least.
texts efforts_in(const model_facts& table) {
  texts result;
  for (auto level : effort_levels)
    for (const auto& [mode, efforts] : table.thinking_modes)
      if (is_listed(efforts, std::string{level})) {
        result.emplace_back(level);
        break;
      }
  return result;
}

texts modes_in(const model_facts& table) {
  texts result;
  for (const auto& [mode, efforts] : table.thinking_modes)
    result.push_back(mode);
  return result;
}

class comparison {
public:
  comparison(const model_facts& table, const model_listing& provider)
    : table_{table}, provider_{provider} {
    // nop
  }

  std::vector<listing_difference> run() {
    compare_life();
    compare_choice("thinking", table_.thinking, provider_.thinking_modes);
    compare_choice("effort", table_.effort, provider_.efforts);
    compare_limit();
    if (!table_.thinking_modes.empty()) {
      compare_choice("thinking_modes", modes_in(table_),
                     provider_.thinking_modes);
      compare_choice("efforts", efforts_in(table_), provider_.efforts);
    }
    std::stable_partition(result_.begin(), result_.end(),
                          [](const auto& each) { return each.is_fatal; });
    return std::move(result_);
  }

private:
  void add(bool is_fatal, std::string found, std::string advice) {
    result_.push_back({.is_fatal = is_fatal,
                       .found = std::move(found),
                       .advice = std::move(advice)});
  }

  /// Not every gateway reports it.
  void compare_life() {
    if (provider_.lifecycle == "retired")
      return add(true, "the provider has retired " + provider_.id,
                 replacement_advice(table_));
    if (provider_.lifecycle == "deprecated")
      add(false,
          provider_.id + " is deprecated, to be retired on "
            + day_text(provider_.retires),
          replacement_advice(table_));
    if (!provider_.lifecycle.empty() && table_.retires != provider_.retires)
      add(false,
          "retires is " + day_text(table_.retires)
            + " in the table, and the provider says "
            + day_text(provider_.retires),
          correct_the_table);
  }

  void compare_choice(const std::string& key, const std::string& choice,
                      const std::optional<texts>& taken) {
    if (taken && !choice.empty() && !is_listed(*taken, choice))
      add(true,
          key + " \"" + choice + "\" is not taken by " + provider_.id
            + ", which takes: " + enumerated(*taken),
          "change it in provider.models_file");
  }

  void compare_limit() {
    if (provider_.max_tokens && table_.max_output != 0
        && *provider_.max_tokens != std::uint64_t(table_.max_output))
      add(false,
          "max_output is " + std::to_string(table_.max_output)
            + " in the table, and the provider says "
            + std::to_string(*provider_.max_tokens),
          correct_the_table);
  }

  void compare_choice(const std::string& key, const texts& listed,
                      const std::optional<texts>& taken) {
    if (!taken
        || std::is_permutation(listed.begin(), listed.end(), taken->begin(),
                               taken->end()))
      return;
    add(false,
        key + " are " + enumerated(listed)
          + " in the table, and the provider says " + enumerated(*taken),
        correct_the_table);
  }

  const model_facts& table_;
  const model_listing& provider_;
  std::vector<listing_difference> result_;
};

} // namespace

std::vector<listing_difference> differences(const model_facts& table,
                                            const model_listing& provider) {
  return comparison{table, provider}.run();
}

} // namespace dossier::io::llm
