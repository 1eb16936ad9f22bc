#include "tools/server/doctor/provider.hpp"

#include "io/llm/anthropic/listing.hpp"
#include "io/llm/cost.hpp"
#include "io/llm/redact.hpp"
#include "io/llm/wire/reach.hpp"
#include "io/llm/wire/response/http_date.hpp"
#include "tools/server/doctor/call.hpp"
#include "tools/server/model.hpp"
#include "tools/server/server.hpp"

#include <algorithm>

namespace dossier::server {

namespace llm = io::llm;
namespace anthropic = io::llm::anthropic;

namespace {

/// Answers of the provider carry whole seconds, and travel.
constexpr auto clock_skew_limit = std::chrono::seconds{60};

/// Prices and lifetimes go by days.
constexpr auto clock_skew_bound = std::chrono::hours{12};

/// Enough time to have a certificate renewed by hand.
constexpr auto certificate_notice = std::chrono::days{14};

/// Of what a stranger says of models.
constexpr std::size_t most_quoted_bytes = 250;

constexpr auto mend_the_address
  = "correct provider.base_url, or let this machine reach it (proxy, firewall, "
    "name service)";

timestamp time_now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

calendar_day today() {
  return std::chrono::floor<std::chrono::days>(
    std::chrono::system_clock::now());
}

void append(findings& to, findings found) {
  to.insert(to.end(), std::make_move_iterator(found.begin()),
            std::make_move_iterator(found.end()));
}

milliseconds capped(milliseconds wanted, milliseconds limit) {
  return std::min(wanted, limit);
}

/// A diagnosis does not wait as long as a section.
anthropic::client_options hurried(anthropic::client_options from,
                                  std::chrono::seconds limit) {
  auto& limits = from.stream.limits;
  for (auto* each : {&limits.connect, &limits.tls})
    *each = capped(*each, reach_limit);
  for (auto* each : {&limits.write, &limits.first_byte, &limits.idle,
                     &limits.progress, &limits.total})
    *each = capped(*each, limit);
  return from;
}

// -- certificate --------------------------------------------------------------

std::string advice_on_certificate(const llm::wire::certificate_facts& shown) {
  const auto now = time_now();
  if (now > shown.until)
    return "have it renewed, or set this machine's clock";
  if (now < shown.from)
    return "set this machine's clock";
  return "correct provider.base_url if it is another host's; if a gateway's "
         "own authority has signed it, name that in provider.ca_file";
}

std::string text_of(const llm::wire::certificate_facts& shown) {
  return shown.name + ", signed by " + shown.issuer + ", until "
         + to_date(shown.until);
}

finding certificate_of(const llm::wire::base_url& to,
                       const llm::wire::reach_result& seen) {
  if (to.scheme == llm::wire::scheme::http)
    return skip("certificate", "plain http, on this machine");
  const auto& shown = seen.certificate;
  if (seen.step != llm::wire::reach_step::done)
    return fail("certificate",
                (shown ? text_of(*shown) : to.host) + ": " + seen.reason,
                seen.error == llm::wire::link_error::untrusted && shown
                  ? advice_on_certificate(*shown)
                  : "see whether provider.base_url is that of an HTTPS server");
  if (!shown)
    return fine("certificate", "trusted");
  const auto left
    = std::chrono::floor<std::chrono::days>(shown->until - time_now());
  auto found
    = text_of(*shown) + ", " + std::to_string(left.count()) + " days left";
  if (left < certificate_notice)
    return warn("certificate", std::move(found), "have it renewed");
  return fine("certificate", std::move(found));
}

// -- address and key ----------------------------------------------------------

constexpr auto look_at_the_call = "see what the call was answered";

finding address_of(const anthropic::client_options& options,
                   anthropic::conclusion conclusion) {
  const auto reached = to_string(options.stream.to) + " is reached";
  switch (conclusion) {
    case anthropic::conclusion::good: return fine("address", reached);
    case anthropic::conclusion::bad:
      return fail("address",
                  reached + ", and what answers there is no provider",
                  "correct provider.base_url");
    case anthropic::conclusion::open: break;
  }
  return not_known("address",
                   reached
                     + ", and whether a provider answers there is not "
                       "known",
                   look_at_the_call);
}

finding key_of(const anthropic::client_options& options,
               anthropic::conclusion conclusion) {
  switch (conclusion) {
    case anthropic::conclusion::good: return fine("key", "accepted");
    case anthropic::conclusion::bad:
      return fail("key", "it is not accepted",
                  "set ANTHROPIC_API_KEY to one that is valid at "
                    + to_string(options.stream.to));
    case anthropic::conclusion::open: break;
  }
  if (is_at_maker(options) && !options.key.starts_with("sk-ant-"))
    return not_known("key",
                     "whether it is accepted is not known, and it does not "
                     "begin as Anthropic's do",
                     "see whether ANTHROPIC_API_KEY is another provider's");
  return not_known("key", "whether it is accepted is not known",
                   look_at_the_call);
}

// -- model --------------------------------------------------------------------

bool is_in_table(const model_facts& model) {
  return !model.provider.empty();
}

/// What the table alone tells.
findings table_on(const anthropic::client_options& options) {
  const auto& model = options.model;
  if (!is_in_table(model))
    return {warn("model", model.id + " is not in provider.models_file",
                 "its cost counts as nothing: add its prices")};
  findings result;
  if (auto why = retirement_of(model, today()); !why.empty()) {
    if (is_at_maker(options))
      return {fail("model", why, "a server does not start with it")};
    result.push_back(warn("model", why, "a gateway may still answer for it"));
  }
  if (llm::prices_of(model, {}, time_now()) == token_prices{})
    result.push_back(warn("model", "no price of " + model.id + " holds today",
                          "its cost counts as nothing: add its prices"));
  return result;
}

std::string sum_of(const model_facts& model, const llm::model_listing& told) {
  auto text = told.id + ": ";
  text += told.lifecycle.empty() ? "known" : told.lifecycle;
  if (told.retires)
    text += " until " + to_date(timestamp{*told.retires});
  else if (model.retires_no_sooner_than
           && *model.retires_no_sooner_than > today())
    text += ", not retired before "
            + to_date(timestamp{*model.retires_no_sooner_than});
  return is_in_table(model) ? text + "; provider.models_file agrees" : text;
}

std::string why_not_compared(const anthropic::client_options& options,
                             const llm::wire::plain_answer& answer) {
  if (answer.failure) {
    auto reason = answer.failure->reason;
    if (reason.ends_with('.')) // what to do follows
      reason.pop_back();
    return reason;
  }
  auto said = llm::plain_text(anthropic::words_of(answer), options.key,
                              most_quoted_bytes);
  return answer.head.status == 200
           ? "the answer is no description of a model (" + said + ')'
           : said;
}

/// Where the call has worked, the model is there, whatever is told of it.
finding model_without_listing(const anthropic::client_options& options,
                              const llm::wire::plain_answer& answer,
                              anthropic::conclusion conclusion) {
  const auto& model = options.model;
  if (conclusion == anthropic::conclusion::bad)
    return fail("model",
                "the provider has no model " + model.id + " for this key",
                model.replacement.empty()
                  ? "set provider.model to another one"
                  : "set provider.model = \"" + model.replacement + '"');
  auto found = model.id + " cannot be compared with provider.models_file: "
               + why_not_compared(options, answer);
  if (conclusion == anthropic::conclusion::good)
    return warn("model", std::move(found),
                "gateways may tell nothing of models: compare by hand");
  return not_known("model", std::move(found), look_at_the_call);
}

findings compared(const anthropic::client_options& options,
                  const llm::model_listing& told) {
  const auto differing = llm::differences(options.model, told);
  findings result;
  for (const auto& [is_fatal, found, advice] : differing)
    result.push_back(is_fatal ? fail("model", found, advice)
                              : warn("model", found, advice));
  if (differing.empty())
    result.push_back(fine("model", sum_of(options.model, told)));
  for (auto& each : result)
    each.found = llm::plain_text(each.found, options.key);
  return result;
}

bool has_failure(const findings& among) {
  return std::any_of(among.begin(), among.end(), [](const auto& each) {
    return each.verdict == verdict::failure;
  });
}

findings model_of(const anthropic::client_options& options,
                  const llm::wire::plain_answer& answer,
                  anthropic::conclusion conclusion) {
  auto result = table_on(options);
  findings told;
  if (answer.head.status == 200)
    if (const auto listing = anthropic::read_listing(answer.body))
      told = compared(options, *listing);
  // Why there is no such model says more than that there is none.
  if (told.empty()
      || (conclusion == anthropic::conclusion::bad && !has_failure(told)))
    told = {model_without_listing(options, answer, conclusion)};
  append(result, std::move(told));
  return result;
}

// -- clock --------------------------------------------------------------------

finding clock_of(timestamp ours, timestamp theirs) {
  const auto skew
    = std::chrono::duration_cast<std::chrono::seconds>(ours - theirs);
  const auto size = std::chrono::abs(skew);
  auto found = std::to_string(size.count()) + " s "
               + (skew.count() < 0 ? "behind" : "ahead of")
               + " the provider's (at most "
               + std::to_string(clock_skew_limit.count()) + " s are fine)";
  if (size > clock_skew_bound)
    return fail("clock", std::move(found),
                "set it: prices and lifetimes of models go by the day");
  if (size > clock_skew_limit)
    return warn("clock", std::move(found), "set it, and keep it right (NTP)");
  return fine("clock", std::move(found));
}

/// Of the first answer that has a date.
finding
clock_of(std::initializer_list<const llm::wire::plain_answer*> answers) {
  for (const auto* each : answers)
    if (const auto date = each->head.field("date"))
      if (const auto theirs = llm::wire::http_date(*date, each->at))
        return clock_of(each->at, *theirs);
  return skip("clock", "the provider's answer has no date to compare with");
}

// -- all of it ----------------------------------------------------------------

findings skipped(std::initializer_list<const char*> checks,
                 const std::string& why) {
  findings result;
  for (const auto* each : checks)
    result.push_back(skip(each, why));
  return result;
}

/// What is asked of a peer that can be reached and trusted. The call decides:
/// gateways may know keys and models there alone.
findings ask(const anthropic::client_options& options, finding certificate) {
  const auto listing = anthropic::ask_of_model(hurried(options, listing_limit));
  const auto call = try_one_call(hurried(options, call_limit));
  const auto told = anthropic::outweighed(
    anthropic::evidence_of_listing(listing, options.model.id), call.told);
  findings result{address_of(options, told.address), std::move(certificate),
                  key_of(options, told.key)};
  append(result, model_of(options, listing, told.model));
  result.push_back(call.shown);
  result.push_back(clock_of({&listing, &call.answer}));
  return result;
}

findings examine_anthropic(const config::provider_settings& settings) {
  const auto options = anthropic_options(settings);
  const auto& to = options.stream.to;
  const auto& limits = options.stream.limits;
  const auto seen = llm::wire::reach(to, options.stream.ca_file,
                                     capped(limits.connect, reach_limit),
                                     capped(limits.tls, reach_limit));
  if (seen.step == llm::wire::reach_step::connect) {
    findings result{
      fail("address", to_string(to) + ": " + seen.reason, mend_the_address)};
    append(result, table_on(options));
    append(result, skipped({"certificate", "key", "model", "call", "clock"},
                           "the provider cannot be reached"));
    return result;
  }
  auto certificate = certificate_of(to, seen);
  if (seen.step == llm::wire::reach_step::done)
    return ask(options, std::move(certificate));
  findings result{fine("address", to_string(to) + " is reached"),
                  std::move(certificate)};
  append(result, skipped({"key", "model", "call", "clock"},
                         "the provider cannot be trusted"));
  return result;
}

} // namespace

findings examine_provider(const config::loaded_settings& from) {
  if (from.provider == config::provider_kind::demo)
    return skipped({"address", "certificate", "key", "model", "call", "clock"},
                   "demo reports ask nobody");
  try {
    return examine_anthropic(from.values.provider);
  } catch (const refusal& reason) {
    return {fail("provider", reason.what(), "a server does not start so")};
  } catch (const std::runtime_error& reason) {
    return {fail("provider", reason.what(), "correct provider.ca_file")};
  }
}

} // namespace dossier::server
