/// What a watcher sees on standard error: bars on a terminal, else lines.

#pragma once

#include "tools/ctl/text/terminal.hpp"
#include "tools/ctl/watch/job_view.hpp"

#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace dossier::ctl {

class watch_output {
public:
  virtual ~watch_output() = default;

  /// The whole state, at the beginning and whenever events were missed.
  virtual void on_snapshot(const job_view& view, time_point now) = 0;

  /// After the event was folded into the view.
  virtual void on_event(const job_view& view, const json& event, time_point now)
    = 0;

  /// Time has passed or a stage has written on.
  virtual void on_tick(const job_view& view, time_point now) = 0;

  /// The connection, not the job: lost, tried again.
  virtual void on_notice(const std::string& words) = 0;
};

/// Draws in place on an interactive terminal, prints lines otherwise.
std::unique_ptr<watch_output> make_watch_output(std::ostream& err,
                                                const terminal& shape);

} // namespace dossier::ctl
