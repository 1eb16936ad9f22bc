#include "tools/ctl/app/typed_lines.hpp"

#include <array>
#include <poll.h>
#include <unistd.h>

namespace dossier::ctl {

namespace {

/// A longer line is no command; it is cut, and refused as one.
constexpr std::size_t max_line = 64 * 1024;

} // namespace

std::optional<std::string> typed_lines::next() {
  if (text_.find('\n') == text_.npos)
    read_what_is_there();
  const auto end = text_.find('\n');
  if (end != text_.npos) {
    auto line = text_.substr(0, end);
    text_.erase(0, end + 1);
    return line;
  }
  // The last line may lack its end.
  if ((at_end_ && !text_.empty()) || text_.size() > max_line)
    return std::exchange(text_, {});
  return {};
}

bool typed_lines::has_ended() const {
  return at_end_ && text_.empty();
}

void typed_lines::read_what_is_there() {
  pollfd wanted{file_, POLLIN, 0};
  if (at_end_ || ::poll(&wanted, 1, 0) <= 0)
    return;
  std::array<char, 4096> chunk;
  const auto count = ::read(file_, chunk.data(), chunk.size());
  if (count <= 0)
    at_end_ = true;
  else
    text_.append(chunk.data(), std::size_t(count));
}

} // namespace dossier::ctl
