#include "io/llm/wire/response/chunk_reader.hpp"

#include <algorithm>
#include <optional>

namespace dossier::io::llm::wire {

namespace {

/// More would not fit the number.
constexpr unsigned max_digits = 15;

std::optional<unsigned> hex_digit(char letter) {
  if (letter >= '0' && letter <= '9')
    return letter - '0';
  if (letter >= 'a' && letter <= 'f')
    return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F')
    return letter - 'A' + 10;
  return {};
}

} // namespace

chunk_reader::phase chunk_reader::after_size(char letter) {
  if (auto digit = hex_digit(letter)) {
    left_ = left_ * 16 + *digit;
    return ++digits_ <= max_digits ? phase::size : phase::broken;
  }
  if (digits_ == 0)
    return phase::broken;
  if (letter == '\r')
    return phase::size_end;
  return letter == ';' || letter == ' ' || letter == '\t' ? phase::extension
                                                          : phase::broken;
}

chunk_reader::phase chunk_reader::after_extra(char letter, char end,
                                              phase next) {
  if (letter == end)
    return next;
  return ++extra_ <= max_extra_bytes ? phase_ : phase::broken;
}

chunk_reader::phase chunk_reader::after(char letter) {
  auto then = [&](char wanted, phase next) {
    return letter == wanted ? next : phase::broken;
  };
  switch (phase_) {
    case phase::size: return after_size(letter);
    case phase::extension: return after_extra(letter, '\r', phase::size_end);
    case phase::size_end:
      extra_ = 0;
      return then('\n', left_ == 0 ? phase::trailers : phase::data);
    case phase::data_return: return then('\r', phase::data_end);
    case phase::data_end: digits_ = 0; return then('\n', phase::size);
    case phase::trailers:
      return letter == '\r' ? phase::last_end : phase::trailer;
    case phase::trailer: return after_extra(letter, '\n', phase::trailers);
    case phase::last_end: return then('\n', phase::done);
    case phase::data:
    case phase::done:
    case phase::broken: break;
  }
  return phase_;
}

reading chunk_reader::feed(std::string_view& bytes, std::string& into) {
  while (!bytes.empty() && phase_ != phase::done && phase_ != phase::broken) {
    if (phase_ != phase::data) {
      phase_ = after(bytes.front());
      bytes.remove_prefix(1);
      continue;
    }
    auto part = bytes.substr(0, std::min<std::uint64_t>(left_, bytes.size()));
    into += part;
    left_ -= part.size();
    bytes.remove_prefix(part.size());
    if (left_ == 0)
      phase_ = phase::data_return;
  }
  if (phase_ == phase::done)
    return reading::done;
  return phase_ == phase::broken ? reading::broken : reading::more;
}

} // namespace dossier::io::llm::wire
