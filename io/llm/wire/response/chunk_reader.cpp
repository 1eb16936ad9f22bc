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

chunk_reader::place chunk_reader::after_size(char letter) {
  if (auto digit = hex_digit(letter)) {
    left_ = left_ * 16 + *digit;
    return ++digits_ <= max_digits ? place::size : place::broken;
  }
  if (digits_ == 0)
    return place::broken;
  if (letter == '\r')
    return place::size_end;
  return letter == ';' || letter == ' ' || letter == '\t' ? place::extension
                                                          : place::broken;
}

chunk_reader::place chunk_reader::after_extra(char letter, char end,
                                              place next) {
  if (letter == end)
    return next;
  return ++extra_ <= max_extra_bytes ? place_ : place::broken;
}

chunk_reader::place chunk_reader::after(char letter) {
  auto then = [&](char wanted, place next) {
    return letter == wanted ? next : place::broken;
  };
  switch (place_) {
    case place::size: return after_size(letter);
    case place::extension: return after_extra(letter, '\r', place::size_end);
    case place::size_end:
      extra_ = 0;
      return then('\n', left_ == 0 ? place::trailers : place::data);
    case place::data_return: return then('\r', place::data_end);
    case place::data_end: digits_ = 0; return then('\n', place::size);
    case place::trailers:
      return letter == '\r' ? place::last_end : place::trailer;
    case place::trailer: return after_extra(letter, '\n', place::trailers);
    case place::last_end: return then('\n', place::done);
    case place::data:
    case place::done:
    case place::broken: break;
  }
  return place_;
}

reading chunk_reader::feed(std::string_view& bytes, std::string& into) {
  while (!bytes.empty() && place_ != place::done && place_ != place::broken) {
    if (place_ != place::data) {
      place_ = after(bytes.front());
      bytes.remove_prefix(1);
      continue;
    }
    auto part = bytes.substr(0, std::min<std::uint64_t>(left_, bytes.size()));
    into += part;
    left_ -= part.size();
    bytes.remove_prefix(part.size());
    if (left_ == 0)
      place_ = place::data_return;
  }
  if (place_ == place::done)
    return reading::done;
  return place_ == place::broken ? reading::broken : reading::more;
}

} // namespace dossier::io::llm::wire
