#include "config/models/check.hpp"

#include <algorithm>
#include <set>

namespace dossier::config {

namespace {

std::string day_text(calendar_day day) {
  return to_date(timestamp{day});
}

class table_check {
public:
  table_check(const model_catalog& catalog, const std::string& file)
    : catalog_{catalog}, file_{file} {
    // nop
  }

  faults run() {
    check_ids();
    for (const auto& each : catalog_.models) {
      check_prices(each);
      check_life(each);
      check_replacement(each);
    }
    for (const auto& [provider, id] : catalog_.defaults)
      check_default(provider, id);
    return std::move(found_);
  }

private:
  void refuse(std::string pointer, std::string reason) {
    found_.push_back(
      {.file = file_, .key = std::move(pointer), .reason = std::move(reason)});
  }

  void refuse(const model_facts& of, const std::string& key,
              std::string reason) {
    refuse(pointer_to_model(of.id) + '/' + key, std::move(reason));
  }

  const model_facts* listed(const std::string& id) const {
    const auto& all = catalog_.models;
    auto found = std::find_if(all.begin(), all.end(),
                              [&](const auto& each) { return each.id == id; });
    return found == all.end() ? nullptr : &*found;
  }

  void check_ids() {
    std::set<std::string> ids;
    for (const auto& each : catalog_.models)
      if (!ids.insert(each.id).second)
        refuse(pointer_to_model(each.id), "is listed twice");
  }

  // -- prices --

  /// Which of two equal rows counts nobody could say; what is below a tier
  /// would cost nothing.
  void check_prices(const model_facts& model) {
    for (auto row = model.prices.begin(); row != model.prices.end(); ++row) {
      const auto key = "prices/" + std::to_string(row - model.prices.begin());
      const auto is_double
        = std::any_of(model.prices.begin(), row, [&](const auto& earlier) {
            return earlier.from == row->from
                   && earlier.above_input_tokens == row->above_input_tokens;
          });
      if (is_double)
        refuse(model, key,
               "has the day and above_input_tokens of a row before it");
      if (!has_base(model, *row))
        refuse(model, key,
               "begins a tier, and no price without above_input_tokens holds "
               "on its day");
    }
  }

  static bool has_base(const model_facts& model, const price_row& tier) {
    return std::any_of(
      model.prices.begin(), model.prices.end(), [&](const auto& row) {
        return row.above_input_tokens == 0 && row.from <= tier.from;
      });
  }

  // -- from when to when it answers --

  void check_life(const model_facts& model) {
    const auto& end = model.retires;
    const auto& promised = model.retires_no_sooner_than;
    for (const auto& row : model.prices) {
      const auto is_outlived = end && *end <= row.from;
      if (is_outlived || (promised && *promised <= row.from))
        return refuse(model, is_outlived ? "retires" : "retires_no_sooner_than",
                      "is not after " + day_text(row.from)
                        + ", from which a price holds");
    }
    if (end && promised && *end < *promised)
      refuse(model, "retires",
             "is before retires_no_sooner_than, " + day_text(*promised));
  }

  // -- who takes whose place --

  void check_replacement(const model_facts& model) {
    if (model.replacement.empty())
      return;
    const auto refuse_it = [&](std::string reason) {
      refuse(model, "replacement", std::move(reason));
    };
    const auto* next = listed(model.replacement);
    if (!next)
      return refuse_it(model.replacement + " is not listed");
    if (next->id == model.id)
      return refuse_it("is the model itself");
    if (is_replaced_by_itself(model))
      return refuse_it("leads back to " + model.id);
    if (next->provider != model.provider)
      return refuse_it(next->id + " is a model of " + next->provider);
    if (model.retires && next->retires && *next->retires <= *model.retires)
      refuse_it(next->id + " is retired on " + day_text(*next->retires)
                + ", no later than " + model.id);
  }

  bool is_replaced_by_itself(const model_facts& model) const {
    const auto* next = &model;
    for (auto steps = catalog_.models.size(); next && steps > 0; --steps) {
      next = listed(next->replacement);
      if (next && next->id == model.id)
        return true;
    }
    return false;
  }

  void check_default(const std::string& provider, const std::string& id) {
    const auto* chosen = listed(id);
    if (!chosen)
      refuse("/default/" + provider, id + " is not listed");
    else if (chosen->provider != provider)
      refuse("/default/" + provider, id + " is a model of " + chosen->provider);
  }

  const model_catalog& catalog_;
  const std::string& file_;
  faults found_;
};

} // namespace

std::string pointer_to_model(const std::string& id) {
  return "/model/" + id;
}

faults objections_to(const model_catalog& catalog, const std::string& file) {
  return table_check{catalog, file}.run();
}

} // namespace dossier::config
