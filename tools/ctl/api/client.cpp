#include "tools/ctl/api/client.hpp"

#include "tools/ctl/api/problem.hpp"

#include <random>

namespace dossier::ctl {

namespace {

using namespace std::chrono_literals;

constexpr int random_words = 4;

std::string make_key() {
  std::random_device device;
  std::string key = "dossierctl-";
  for (int i = 0; i < random_words; ++i)
    key += std::to_string(device());
  return key;
}

/// The server takes no longer one.
constexpr std::size_t max_key_bytes = 255;

/// A key of the caller's choice ends up in a header.
void check_key(const std::string& key) {
  if (key.size() > max_key_bytes || !net::is_visible(key))
    throw failure{exit_code::usage, "cannot use --idempotency-key",
                  "it is not 1 to 255 visible ASCII characters",
                  "leave it out, or choose one such as a UUID"};
}

json parse(const answer& from_server) {
  auto parsed = json::parse(from_server.body, nullptr, false);
  if (parsed.is_discarded())
    throw failure{exit_code::failure,
                  "the answer is not JSON",
                  {},
                  "check the address given with --url or DOSSIER_URL"};
  return parsed;
}

bool is_success(const answer& from_server) {
  return from_server.status >= 200 && from_server.status < 300;
}

/// The waits before the second and the third sending.
constexpr std::chrono::milliseconds pauses[]{500ms, 2s};

failure unknown_outcome(const std::string& reason, const std::string& key) {
  return {exit_code::unreachable, "the answer got lost", reason,
          "it may have been carried out; repeated with --idempotency-key " + key
            + " it is not done twice"};
}

/// Whether a sending after a lost one found out nothing either: the server is
/// gone, or still busy with the first.
bool is_unknown(const failure& reason) {
  return reason.code == exit_code::unreachable
         || text_of(reason.problem, "code") == "idempotency_in_flight";
}

} // namespace

client::client(transport& wire, std::string url)
  : wire_(wire), url_(std::move(url)) {
  // nop
}

json client::get(const std::string& path, const query& parameters) {
  return parse(
    exchange({.method = "GET", .target = with_query(path, parameters)}));
}

json client::post(const std::string& path, const json& body, std::string key) {
  if (key.empty())
    key = make_key();
  check_key(key);
  request wanted{
    .method = "POST",
    .target = path,
    .body = body.dump(-1, ' ', false, json::error_handler_t::replace),
    .headers
    = {{"Content-Type", "application/json"}, {"Idempotency-Key", key}}};
  std::string lost;
  for (auto pause : pauses) {
    try {
      return parse(exchange(wanted));
    } catch (const transport_error& error) {
      lost = error.what();
    } catch (const failure& reason) {
      if (lost.empty() || !is_unknown(reason))
        throw;
    }
    wire_.pause(pause);
  }
  return post_last(wanted, lost, key);
}

json client::post_last(const request& wanted, const std::string& lost,
                       const std::string& key) {
  try {
    return parse(exchange(wanted));
  } catch (const transport_error& error) {
    throw unknown_outcome(error.what(), key);
  } catch (const failure& reason) {
    if (is_unknown(reason))
      throw unknown_outcome(lost, key);
    throw;
  }
}

void client::remove(const std::string& path) {
  try {
    exchange({.method = "DELETE", .target = path});
  } catch (const transport_error& error) {
    throw failure{exit_code::unreachable, "the answer got lost", error.what(),
                  "it may have been carried out; see dossierctl list"};
  }
}

answer client::exchange(const request& wanted) {
  try {
    auto result = wire_.send(wanted);
    if (!is_success(result))
      throw refused(result);
    return result;
  } catch (const transport_error& error) {
    // A reader loses nothing with its answer, so all it knows is this.
    if (error.request_fate == fate::never_sent || wanted.method == "GET")
      throw unreachable(url_, error.what());
    throw;
  }
}

std::string job_path(const std::string& job) {
  return "/api/research/jobs/" + encode(job);
}

std::string research_path(const std::string& job, const std::string& rest) {
  return "/api/research/" + encode(job) + rest;
}

std::string with_query(const std::string& path, const query& parameters) {
  auto result = path;
  auto sign = '?';
  for (const auto& [name, value] : parameters) {
    if (value.empty())
      continue;
    result += sign + encode(name) + "=" + encode(value);
    sign = '&';
  }
  return result;
}

} // namespace dossier::ctl
