#include "tools/ctl/text/tone.hpp"

namespace dossier::ctl {

namespace {

std::string_view escape(tone meaning) {
  switch (meaning) {
    case tone::plain: return "";
    case tone::good: return "\x1b[32m";
    case tone::bad: return "\x1b[31m";
    case tone::careful: return "\x1b[33m";
    case tone::faint: return "\x1b[2m";
    case tone::strong: return "\x1b[1m";
  }
  return "";
}

} // namespace

std::string paint(std::string text, tone meaning, colours allowed) {
  if (allowed == colours::off || meaning == tone::plain || text.empty())
    return text;
  return std::string{escape(meaning)} + std::move(text) + "\x1b[0m";
}

} // namespace dossier::ctl
