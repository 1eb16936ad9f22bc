/// Server-sent events out of bytes, however these are cut.
///
///     line ──empty line──▶ event      tail without one, line that is no
///                                     field of the standard: stray

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::io::llm::wire {

struct sse_event {
  /// Empty: the stream gave none.
  std::string name;
  /// Lines are joined by LF.
  std::string data;
  /// None by the standard, which lets go of it. Servers that break off leave
  /// their last words like this: good for an error, and for nothing else.
  bool is_stray = false;

  friend bool operator==(const sse_event&, const sse_event&) = default;
};

enum class sse_state {
  reading,
  /// An event was larger than allowed; nothing is read any more.
  too_large,
};

/// Knows nothing of UTF-8 or JSON: both are whole in an event only.
class sse_parser {
public:
  /// Search results come as one event, and are large.
  static constexpr std::size_t default_max_event_bytes = 8 * 1024 * 1024;

  explicit sse_parser(std::size_t max_event_bytes = default_max_event_bytes)
    : max_event_bytes_{max_event_bytes} {
    // nop
  }

  /// Adds the events that the bytes complete, those before a too large one
  /// included.
  sse_state feed(std::string_view bytes, std::vector<sse_event>& into);

  /// Nothing more comes: adds what lacks its end, as stray.
  void finish(std::vector<sse_event>& into);

private:
  std::string_view without_mark(std::string_view bytes);

  void append(std::string_view part);

  void end_line(std::vector<sse_event>& into);

  void dispatch(std::vector<sse_event>& into);

  /// False when the standard knows no such field.
  bool take_field(std::string_view name, std::string_view value);

  void take_stray(std::string_view line, std::string_view name,
                  std::string_view value);

  std::size_t max_event_bytes_;
  sse_state state_ = sse_state::reading;
  /// Bytes of a byte order mark seen at the very start; 3: past it.
  std::size_t mark_ = 0;
  bool after_cr_ = false;
  std::string line_;
  sse_event event_;
  bool has_data_ = false;
  /// JSON over one or more lines, or what an `error` field says.
  sse_event stray_{.is_stray = true};
};

} // namespace dossier::io::llm::wire
