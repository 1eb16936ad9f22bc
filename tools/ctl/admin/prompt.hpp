/// A conversation with the server's console over one socket: commands and
/// their answers, and what happens to jobs meanwhile.

#pragma once

#include "tools/ctl/admin/admin_command.hpp"
#include "tools/ctl/app/session.hpp"

#include <map>

namespace dossier::ctl {

/// One thread.
class prompt {
public:
  /// `url` only serves to say which server is meant.
  prompt(live_socket& socket, std::string url);

  /// Connects. Throws `failure`.
  void open();

  /// Also from now on, what happens to jobs is there to `take_news`.
  void follow_jobs();

  /// Sends the command and waits for its answer. Throws `failure` for a
  /// refusal, and when there is no answer.
  json ask(const admin_command& command);

  /// Listens for so long.
  void listen(std::chrono::milliseconds patience);

  /// Lines about jobs that came since the last call.
  std::vector<std::string> take_news();

private:
  /// Nothing when no frame came in time.
  std::optional<json> read(std::chrono::milliseconds patience);
  void on_frame(const json& frame);
  void on_job(const json& item);

  live_socket& socket_;
  std::string url_;
  unsigned long last_id_ = 0;
  std::vector<std::string> news_;
  /// By job; so that only changes are reported.
  std::map<std::string, std::string> statuses_;
};

} // namespace dossier::ctl
