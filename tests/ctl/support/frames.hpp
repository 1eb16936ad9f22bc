/// Frames and job states as the server would send them, short to write.

#pragma once

#include "tools/ctl/api/json.hpp"

#include <initializer_list>
#include <string>

namespace dossier::ctl {

inline json make_stage(const std::string& id, const std::string& status) {
  return {{"stage", id},
          {"name", "The " + id},
          {"status", status},
          {"attempts", status == "pending" ? 0 : 1},
          {"maxAttempts", 3}};
}

/// A job of the stages foundation, a and b.
inline json make_job(const std::string& status,
                     const std::string& stages = "pending") {
  return {{"id", "j1"},
          {"companyName", "Acme"},
          {"geography", "Peru"},
          {"demo", false},
          {"status", status},
          {"queuePosition", nullptr},
          {"stages",
           json::array({make_stage("foundation", stages),
                        make_stage("a", stages), make_stage("b", stages)})}};
}

inline json make_event(int seq, const std::string& type,
                       const std::string& stage = {},
                       json data = json::object()) {
  json event{{"v", 1},
             {"type", "event"},
             {"jobId", "j1"},
             {"seq", seq},
             {"ts", "2026-11-02T10:00:" + std::string(seq < 10 ? "0" : "")
                      + std::to_string(seq) + ".000Z"},
             {"generation", 1},
             {"event", type},
             {"data", std::move(data)}};
  if (!stage.empty())
    event["stage"] = stage;
  return event;
}

inline std::string hello() {
  return R"({"v":1,"type":"hello","epoch":"e1","serverTime":"x"})";
}

inline std::string subscribed() {
  return R"({"v":1,"type":"subscribed","jobId":"j1","epoch":"e1","lastSeq":1})";
}

inline std::string snapshot(int seq, const json& job) {
  json frame{{"v", 1},     {"type", "snapshot"}, {"jobId", "j1"},
             {"seq", seq}, {"job", job},         {"partial", json::object()}};
  return frame.dump();
}

} // namespace dossier::ctl
