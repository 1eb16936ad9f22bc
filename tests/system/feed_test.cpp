/// The feed of all jobs over real sockets, while jobs come and run.

#include "tests/support/processes/http_client.hpp"
#include "tests/support/processes/server_process.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

using namespace dossier::test;
using json = nlohmann::json;

namespace {

/// One who follows the feed, and finds fault with the order of what it tells.
class feed_reader {
public:
  explicit feed_reader(std::uint16_t port) : socket_(port) {
    socket_.send({{"type", "subscribe"}, {"feed", "jobs"}});
  }

  /// Reads until each of these jobs has been told to have ended.
  void await_ends(const std::set<std::string>& jobs) {
    while (
      !std::includes(ended_.begin(), ended_.end(), jobs.begin(), jobs.end()))
      read(socket_.next());
  }

private:
  void read(const json& frame) {
    if (frame.at("type") == "jobs") {
      REQUIRE_FALSE(has_jobs_);
      has_jobs_ = true;
      for (const auto& item : frame.at("items"))
        take(item);
    } else if (frame.at("type") == "job") {
      REQUIRE(has_jobs_);
      take(frame.at("item"));
    }
  }

  void take(const json& item) {
    auto& last = revisions_[item.at("id")];
    REQUIRE(item.at("revision") > last);
    last = item.at("revision");
    if (item.at("status") == "completed")
      ended_.insert(item.at("id").get<std::string>());
  }

  ws_client socket_;
  bool has_jobs_ = false;
  std::map<std::string, int> revisions_;
  std::set<std::string> ended_;
};

} // namespace

TEST_CASE("who follows the feed under load gets the jobs first, and of each "
          "nothing older than before",
          "[system]") {
  server_process server{{"demo.profile=instant"}};
  http_client http{server.port()};
  std::set<std::string> jobs;
  std::vector<std::unique_ptr<feed_reader>> readers;
  for (int i = 0; i < 20; ++i) {
    jobs.insert(http
                  .post("/api/research/generate",
                        json{{"companyName", "Acme " + std::to_string(i)}})
                  .json()
                  .at("jobId")
                  .get<std::string>());
    readers.push_back(std::make_unique<feed_reader>(server.port()));
  }
  for (auto& reader : readers)
    reader->await_ends(jobs);
}
