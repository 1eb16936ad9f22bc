#include "io/llm/wire/sse_parser.hpp"

#include <utility>

namespace dossier::io::llm {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

} // namespace

/// The mark may come byte by byte; what only began like one is text.
std::string_view sse_parser::without_mark(std::string_view bytes) {
  while (mark_ < byte_order_mark.size() && !bytes.empty()) {
    if (bytes.front() != byte_order_mark[mark_]) {
      append(byte_order_mark.substr(0, mark_));
      mark_ = byte_order_mark.size();
      break;
    }
    ++mark_;
    bytes.remove_prefix(1);
  }
  return bytes;
}

void sse_parser::append(std::string_view part) {
  if (line_.size() + event_.data.size() + event_.name.size() + part.size()
      > max_event_bytes_)
    state_ = sse_state::too_large;
  else
    line_ += part;
}

void sse_parser::take_field(std::string_view name, std::string_view value) {
  if (name == "event") {
    event_.name = value;
  } else if (name == "data") {
    if (has_data_)
      event_.data += '\n';
    event_.data += value;
    has_data_ = true;
  }
}

void sse_parser::dispatch(std::vector<sse_event>& into) {
  if (has_data_)
    into.push_back(std::move(event_));
  event_ = {};
  has_data_ = false;
}

void sse_parser::end_line(std::vector<sse_event>& into) {
  auto line = std::exchange(line_, {});
  if (line.empty())
    return dispatch(into);
  auto colon = line.find(':');
  if (colon == 0)
    return;
  if (colon == std::string::npos)
    return take_field(line, "");
  std::string_view value{line};
  value.remove_prefix(colon + 1);
  if (!value.empty() && value.front() == ' ')
    value.remove_prefix(1);
  take_field(std::string_view{line}.substr(0, colon), value);
}

sse_state sse_parser::feed(std::string_view bytes,
                           std::vector<sse_event>& into) {
  bytes = without_mark(bytes);
  while (!bytes.empty() && state_ == sse_state::reading) {
    if (std::exchange(after_cr_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    auto end = bytes.find_first_of("\r\n");
    append(bytes.substr(0, end));
    if (end == bytes.npos || state_ != sse_state::reading)
      break;
    after_cr_ = bytes[end] == '\r';
    end_line(into);
    bytes.remove_prefix(end + 1);
  }
  return state_;
}

} // namespace dossier::io::llm
