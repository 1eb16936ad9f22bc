#include "tools/ctl/app/session.hpp"

#include "tools/ctl/text/display.hpp"

#include <algorithm>
#include <ostream>

namespace dossier::ctl {

namespace {

constexpr std::size_t widest_text = 100;

} // namespace

void print_json(session& with, const json& value) {
  with.out << value.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
}

void hint(session& with, const std::string& words) {
  if (with.format == output_format::for_people)
    with.err << one_line(words) << std::endl;
}

layout table_layout(const session& with) {
  return {with.out_shape.columns, with.out_shape.palette};
}

layout text_layout(const session& with) {
  auto columns = with.out_shape.columns;
  return {columns == 0 ? widest_text : std::min(columns, widest_text),
          with.out_shape.palette};
}

} // namespace dossier::ctl
