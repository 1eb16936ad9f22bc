#include "messages/frame_type.hpp"

#include "messages/names.hpp"

namespace dossier {

namespace {

constexpr name_table<frame_type, frame_types> server_types{{
  {frame_type::hello, "hello"},
  {frame_type::subscribed, "subscribed"},
  {frame_type::snapshot, "snapshot"},
  {frame_type::event, "event"},
  {frame_type::delta, "delta"},
  {frame_type::detail, "detail"},
  {frame_type::gap, "gap"},
  {frame_type::jobs, "jobs"},
  {frame_type::job, "job"},
  {frame_type::job_removed, "job_removed"},
  {frame_type::unsubscribed, "unsubscribed"},
  {frame_type::pong, "pong"},
  {frame_type::admin, "admin"},
  {frame_type::error, "error"},
  {frame_type::bye, "bye"},
  {frame_type::batch, "batch"},
}};

constexpr name_table<client_frame_type, client_frame_types> client_types{{
  {client_frame_type::subscribe, "subscribe"},
  {client_frame_type::unsubscribe, "unsubscribe"},
  {client_frame_type::ping, "ping"},
  {client_frame_type::admin, "admin"},
}};

} // namespace

std::string_view to_string(frame_type type) noexcept {
  return name_of(server_types, type);
}

std::string_view to_string(client_frame_type type) noexcept {
  return name_of(client_types, type);
}

std::optional<client_frame_type>
parse_client_frame_type(std::string_view text) noexcept {
  return value_of(client_types, text);
}

} // namespace dossier
