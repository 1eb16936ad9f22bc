#include "tools/server/logging.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace dossier::server {

namespace {

/// The message as JSON text, since a message may hold quotes.
class json_message final : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& line, const std::tm&,
              spdlog::memory_buf_t& to) override {
    std::string_view text{line.payload.data(), line.payload.size()};
    auto quoted = nlohmann::json(text).dump(
      -1, ' ', false, nlohmann::json::error_handler_t::replace);
    to.append(quoted.data(), quoted.data() + quoted.size());
  }

  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<json_message>();
  }
};

} // namespace

void set_up_logging(const config::log_settings& settings) {
  spdlog::set_default_logger(spdlog::stderr_color_mt("dossierd"));
  spdlog::set_level(spdlog::level::from_str(settings.level));
  if (settings.format != "json")
    return spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  auto formatter = std::make_unique<spdlog::pattern_formatter>(
    spdlog::pattern_time_type::utc);
  formatter->add_flag<json_message>('*').set_pattern(
    R"({"ts":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","msg":%*})");
  spdlog::set_formatter(std::move(formatter));
}

} // namespace dossier::server
