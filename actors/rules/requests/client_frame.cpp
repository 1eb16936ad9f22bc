#include "actors/rules/requests/client_frame.hpp"

#include "actors/report/schema/pointers.hpp"
#include "actors/rules/requests/admin_requests.hpp"
#include "messages/frame_type.hpp"
#include "messages/json_check.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <initializer_list>

namespace dossier::rules {

namespace {

/// Deeper nesting than any frame of ours has.
constexpr std::size_t max_depth = 64;

/// Longer than any number or random id a client would make.
constexpr std::size_t max_admin_id = 128;

/// Reads the fields of one frame and gathers what is wrong with them.
class frame_reader {
public:
  explicit frame_reader(const sorted_json& frame) : frame_(frame) {
    // nop
  }

  void allow_only(std::initializer_list<std::string_view> known) {
    for (const auto& [key, value] : frame_.items())
      if (std::find(known.begin(), known.end(), key) == known.end())
        fault(key, "is not a field of this frame");
  }

  std::string text(const char* key) {
    auto found = frame_.find(key);
    if (found == frame_.end() || !found->is_string()) {
      fault(key, "must be text");
      return {};
    }
    return found->get<std::string>();
  }

  void expect(const char* key, std::string_view only) {
    auto found = frame_.find(key);
    if (found == frame_.end() || *found != only)
      fault(key, "must be \"" + std::string{only} + '"');
  }

  std::string short_text(const char* key, std::size_t most) {
    auto result = text(key);
    if (result.size() > most)
      fault(key, "must be at most " + std::to_string(most) + " bytes long");
    return result;
  }

  bool flag(const char* key, bool otherwise) {
    auto found = frame_.find(key);
    if (found == frame_.end())
      return otherwise;
    if (!found->is_boolean())
      fault(key, "must be true or false");
    return found->is_boolean() ? found->get<bool>() : otherwise;
  }

  std::optional<std::uint64_t> position(const char* key) {
    auto found = frame_.find(key);
    if (found == frame_.end() || found->is_null())
      return {};
    if (!found->is_number_unsigned()) {
      fault(key, "must be a whole number from 0");
      return {};
    }
    return found->get<std::uint64_t>();
  }

  std::optional<std::string> optional_text(const char* key) {
    auto found = frame_.find(key);
    if (found == frame_.end() || found->is_null())
      return {};
    return text(key);
  }

  template <class Command>
  client_command finish(Command command, std::string id = {}) {
    if (faults_.empty())
      return command;
    return refused_frame{std::move(id),
                         {.code = problem_code::invalid_field,
                          .detail = "The frame has fields that are not valid.",
                          .errors = std::move(faults_)}};
  }

private:
  void fault(std::string_view key, std::string_view name) {
    faults_.push_back(
      {report::child_of({}, key), std::string{key} + " " + std::string{name}});
  }

  const sorted_json& frame_;
  std::vector<field_error> faults_;
};

client_command parse_subscribe(const sorted_json& frame) {
  frame_reader reader{frame};
  if (frame.contains("feed")) {
    reader.allow_only({"type", "feed"});
    reader.expect("feed", "jobs");
    return reader.finish(subscribe_feed{});
  }
  reader.allow_only({"type", "jobId", "sinceSeq", "epoch", "deltas", "batch"});
  subscribe_job command{.id = reader.text("jobId"),
                        .since = reader.position("sinceSeq"),
                        .epoch = reader.optional_text("epoch"),
                        .deltas = reader.flag("deltas", true),
                        .batch = reader.flag("batch", false)};
  auto id = command.id;
  return reader.finish(std::move(command), std::move(id));
}

client_command parse_unsubscribe(const sorted_json& frame) {
  frame_reader reader{frame};
  if (frame.contains("feed")) {
    reader.allow_only({"type", "feed"});
    reader.expect("feed", "jobs");
    return reader.finish(unsubscribe_feed{});
  }
  reader.allow_only({"type", "jobId"});
  return reader.finish(unsubscribe_job{reader.text("jobId")});
}

client_command parse_ping(const sorted_json& frame) {
  frame_reader reader{frame};
  reader.allow_only({"type"});
  return reader.finish(ping{});
}

problem bad_command(std::string_view key, const std::string& detail) {
  return {.code = problem_code::invalid_field,
          .detail = std::string{key} + ' ' + detail + '.',
          .errors = {{"/" + std::string{key}, detail}}};
}

client_command read_admin(const sorted_json& frame, std::string id) {
  auto command = frame.value("command", sorted_json());
  auto params = frame.value("params", sorted_json::object());
  auto known = command.is_string() ? parse_operation(command.get<std::string>())
                                   : std::nullopt;
  if (!known || !is_admin_operation(*known))
    return refused_admin_frame{
      std::move(id),
      bad_command("command", "must be an operation of administrators, such as "
                             "showOverview")};
  if (!params.is_object())
    return refused_admin_frame{std::move(id),
                               bad_command("params", "must be an object")};
  return admin_frame{.id = std::move(id),
                     .operation = *known,
                     .params
                     = std::make_shared<const sorted_json>(std::move(params))};
}

client_command parse_admin(const sorted_json& frame) {
  frame_reader reader{frame};
  reader.allow_only({"type", "id", "command", "params"});
  auto id = reader.short_text("id", max_admin_id);
  auto checked = reader.finish(ping{});
  if (auto* refused = std::get_if<refused_frame>(&checked))
    return std::move(*refused);
  return read_admin(frame, std::move(id));
}

} // namespace

client_command parse_client_frame(std::string_view text) {
  if (auto fault = check_json(text, max_depth))
    return unreadable_frame{std::move(*fault)};
  auto frame = sorted_json::parse(text, nullptr, false);
  if (!frame.is_object())
    return unreadable_frame{"a frame must be one JSON object"};
  auto type = frame.find("type");
  if (type == frame.end() || !type->is_string())
    return unreadable_frame{"a frame must have a type"};
  auto known = parse_client_frame_type(type->get<std::string>());
  if (!known)
    return unreadable_frame{"unknown type"};
  switch (*known) {
    case client_frame_type::subscribe: return parse_subscribe(frame);
    case client_frame_type::unsubscribe: return parse_unsubscribe(frame);
    case client_frame_type::ping: return parse_ping(frame);
    case client_frame_type::admin: return parse_admin(frame);
  }
  return unreadable_frame{"unknown type"};
}

} // namespace dossier::rules
