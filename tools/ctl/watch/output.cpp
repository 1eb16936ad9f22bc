#include "tools/ctl/watch/output.hpp"

#include "tools/ctl/watch/event_text.hpp"
#include "tools/ctl/watch/progress.hpp"

#include <ostream>

namespace dossier::ctl {

namespace {

class lines_output : public watch_output {
public:
  explicit lines_output(std::ostream& err) : err_(err) {
    // nop
  }

  void on_snapshot(const job_view& view, time_point) override {
    err_ << summary_line(view) << std::endl;
  }

  void on_event(const job_view& view, const json& event, time_point) override {
    auto line = event_line(view, event);
    if (!line.empty())
      err_ << line << std::endl;
  }

  void on_tick(const job_view&, time_point) override {
    // nop
  }

  void on_notice(const std::string& words) override {
    err_ << words << std::endl;
  }

private:
  std::ostream& err_;
};

class bars_output : public watch_output {
public:
  bars_output(std::ostream& err, const terminal& shape)
    : err_(err), shape_(shape) {
    // nop
  }

  void on_snapshot(const job_view& view, time_point now) override {
    draw(progress_lines(view, now, shape_));
  }

  void on_event(const job_view& view, const json&, time_point now) override {
    draw(progress_lines(view, now, shape_));
  }

  void on_tick(const job_view& view, time_point now) override {
    draw(progress_lines(view, now, shape_));
  }

  void on_notice(const std::string& words) override {
    auto lines = last_;
    lines.push_back(paint(words, tone::careful, shape_.palette));
    draw(lines);
    last_.pop_back();
  }

private:
  /// One write a picture, so that it does not flicker.
  void draw(const std::vector<std::string>& lines) {
    std::string picture;
    if (drawn_ > 0)
      picture = "\x1b[" + std::to_string(drawn_) + "A\r";
    for (const auto& each : lines)
      picture += each + "\x1b[K\n";
    err_ << picture << "\x1b[J" << std::flush;
    drawn_ = lines.size();
    last_ = lines;
  }

  std::ostream& err_;
  terminal shape_;
  std::size_t drawn_ = 0;
  std::vector<std::string> last_;
};

} // namespace

std::unique_ptr<watch_output> make_watch_output(std::ostream& err,
                                                const terminal& shape) {
  if (shape.interactive)
    return std::make_unique<bars_output>(err, shape);
  return std::make_unique<lines_output>(err);
}

} // namespace dossier::ctl
