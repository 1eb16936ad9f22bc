#include "io/llm/wire/response/sse_parser.hpp"

#include <algorithm>
#include <utility>

namespace dossier::io::llm::wire {

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
  if (line_.size() + event_.data.size() + event_.name.size()
        + stray_.data.size() + part.size()
      > max_event_bytes_)
    state_ = sse_state::too_large;
  else
    line_ += part;
}

bool sse_parser::take_field(std::string_view name, std::string_view value) {
  if (name == "event") {
    event_.name = value;
  } else if (name == "data") {
    if (has_data_)
      event_.data += '\n';
    event_.data += value;
    has_data_ = true;
  } else {
    return name == "id" || name == "retry";
  }
  return true;
}

/// `error: {…}` is how llama.cpp ends a stream, bare JSON how gateways do.
void sse_parser::take_stray(std::string_view line, std::string_view name,
                            std::string_view value) {
  if (stray_.data.empty() && name == "error") {
    stray_.name = name;
    stray_.data = value;
  } else if (!stray_.data.empty() || line.front() == '{') {
    stray_.data += line;
    stray_.data += '\n';
  }
}

void sse_parser::dispatch(std::vector<sse_event>& into) {
  if (has_data_)
    into.push_back(std::move(event_));
  event_ = {};
  has_data_ = false;
  if (!stray_.data.empty())
    into.push_back(std::exchange(stray_, {.is_stray = true}));
}

void sse_parser::end_line(std::vector<sse_event>& into) {
  const auto text = std::exchange(line_, {});
  const std::string_view line{text};
  if (line.empty())
    return dispatch(into);
  const auto colon = line.find(':');
  if (colon == 0)
    return;
  const auto name = line.substr(0, colon);
  auto value = line.substr(std::min(name.size() + 1, line.size()));
  if (!value.empty() && value.front() == ' ')
    value.remove_prefix(1);
  if (!take_field(name, value))
    take_stray(line, name, value);
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

void sse_parser::finish(std::vector<sse_event>& into) {
  const auto complete = into.size();
  if (state_ == sse_state::too_large)
    return;
  if (!line_.empty())
    end_line(into);
  dispatch(into);
  for (auto at = complete; at < into.size(); ++at)
    into[at].is_stray = true;
}

} // namespace dossier::io::llm::wire
