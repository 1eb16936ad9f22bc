#include "io/http/trace.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace dossier::io::http {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

/// `00-<32 digits>-<16 digits>-<2 digits>`.
constexpr std::string_view form = "hh-hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh-"
                                  "hhhhhhhhhhhhhhhh-hh";
constexpr std::size_t trace_begin = 3;
constexpr std::size_t trace_size = 32;

bool is_traceparent(std::string_view text) {
  const auto fits = [](char wanted, char c) {
    return wanted == 'h' ? hex_digits.find(c) != std::string_view::npos
                         : wanted == c;
  };
  return text.size() == form.size() && !text.starts_with("ff")
         && std::equal(form.begin(), form.end(), text.begin(), fits)
         && text.substr(trace_begin, trace_size).find_first_not_of('0')
              != std::string_view::npos;
}

std::string random_trace() {
  thread_local std::mt19937_64 source{std::random_device{}()};
  std::string result;
  while (result.size() < trace_size)
    for (auto bits = source(), i = std::uint64_t{}; i < 16; ++i, bits >>= 4)
      result += hex_digits[bits & 15];
  return result;
}

} // namespace

std::string trace_of(std::string_view traceparent) {
  if (is_traceparent(traceparent))
    return std::string{traceparent.substr(trace_begin, trace_size)};
  return random_trace();
}

} // namespace dossier::io::http
