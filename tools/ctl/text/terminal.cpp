#include "tools/ctl/text/terminal.hpp"

#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace dossier::ctl {

namespace {

// A terminal that does not tell its size is taken for the classic one.
constexpr std::size_t usual_columns = 80;
constexpr std::size_t usual_rows = 24;

std::string_view environment(const char* name) {
  auto* value = std::getenv(name);
  return value ? value : "";
}

} // namespace

terminal inspect_terminal(int descriptor) {
  if (!::isatty(descriptor) || environment("TERM") == "dumb")
    return {};
  auto palette = environment("NO_COLOR").empty() ? colours::on : colours::off;
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return {.interactive = true,
            .columns = usual_columns,
            .rows = usual_rows,
            .palette = palette};
  return {.interactive = true,
          .columns = size.ws_col,
          .rows = size.ws_row,
          .palette = palette};
}

} // namespace dossier::ctl
