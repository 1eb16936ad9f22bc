/// The server's HTTP interface: JSON in, JSON out, every refusal a `failure`.

#pragma once

#include "tools/ctl/api/json.hpp"
#include "tools/ctl/net/transport.hpp"

#include <string>
#include <utility>
#include <vector>

namespace dossier::ctl {

/// In the order given; empty values are left out.
using query = std::vector<std::pair<std::string, std::string>>;

class client {
public:
  /// `url` only serves to say which server is meant.
  client(transport& wire, std::string url);

  json get(const std::string& path, const query& parameters = {});

  /// Sends `key` as the Idempotency-Key, or one made up for this call. So a
  /// request whose answer got lost can be sent again without doing it twice.
  json post(const std::string& path, const json& body, std::string key = {});

  void remove(const std::string& path);

private:
  answer exchange(const request& wanted);

  /// The last sending of a request that got lost before.
  json post_last(const request& wanted, const std::string& lost,
                 const std::string& key);

  transport& wire_;
  std::string url_;
};

/// "/api/research/jobs/<id>" and its kin, with the id made fit for a path.
std::string job_path(const std::string& job);
std::string research_path(const std::string& job, const std::string& rest = {});

std::string with_query(const std::string& path, const query& parameters);

} // namespace dossier::ctl
