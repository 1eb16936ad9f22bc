#include "io/llm/anthropic/listing.hpp"

#include "io/llm/anthropic/request_fields.hpp"
#include "io/llm/reply_words.hpp"

#include <nlohmann/json.hpp>

#include <future>

namespace dossier::io::llm::anthropic {

namespace {

using nlohmann::json;

/// A listing has about two thousand.
constexpr std::size_t max_listing_bytes = 256 * 1024;

class listing_sink final : public wire::answer_record {
public:
  listing_sink() : wire::answer_record{max_listing_bytes} {
    // nop
  }

  std::future<wire::plain_answer> result() {
    return result_.get_future();
  }

  wire::sink_verdict on_body(std::string_view bytes) override {
    const auto verdict = wire::answer_record::on_body(bytes);
    if (verdict == wire::sink_verdict::abandon)
      on_end();
    return verdict;
  }

  void on_end() override {
    result_.set_value(answer());
  }

  void on_failure(wire::stream_failure reason) override {
    wire::answer_record::on_failure(std::move(reason));
    on_end();
  }

private:
  std::promise<wire::plain_answer> result_;
};

/// Ids of a gateway may hold a slash or a blank.
std::string escaped(std::string_view id) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view plain
    = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  std::string result;
  for (auto letter : id)
    if (const auto byte = static_cast<unsigned char>(letter);
        plain.find(letter) != plain.npos)
      result += letter;
    else
      result += {'%', digits[byte >> 4], digits[byte & 15]};
  return result;
}

// -- reading what may be anything ---------------------------------------------

const json& member_of(const json& of, const char* name) {
  static const json nothing;
  if (!of.is_object())
    return nothing;
  auto found = of.find(name);
  return found == of.end() ? nothing : *found;
}

std::string text_in(const json& of, const char* name) {
  const auto& value = member_of(of, name);
  return value.is_string() ? value.get<std::string>() : std::string{};
}

std::optional<calendar_day> day_in(const json& of, const char* name) {
  if (auto when = parse_timestamp(text_in(of, name)))
    return std::chrono::floor<std::chrono::days>(*when);
  return {};
}

/// The names whose entry says `"supported": true`; nothing where there is no
/// such object.
template <class Names>
std::optional<std::vector<std::string>>
supported(const json& of, const Names& names) {
  if (!of.is_object())
    return {};
  std::vector<std::string> result;
  for (std::string_view name : names)
    if (member_of(member_of(of, std::string{name}.c_str()), "supported")
        == json(true))
      result.emplace_back(name);
  return result;
}

} // namespace

wire::plain_answer ask_of_model(const client_options& options) {
  auto sink = std::make_shared<listing_sink>();
  auto answer = sink->result();
  wire::stream_request request;
  request.method = "GET";
  request.path = "/v1/models/" + escaped(options.model.id);
  request.fields = request_fields(options);
  request.fields.emplace_back("Accept", "application/json");
  wire::https_streams streams{options.stream};
  streams.post(request, sink);
  return answer.get();
}

std::optional<model_listing> read_listing(std::string_view body) {
  const auto from = lenient_json(body);
  model_listing result;
  result.id = text_in(from, "id");
  if (result.id.empty() || text_in(from, "type") != "model")
    return {};
  result.lifecycle = text_in(from, "lifecycle");
  result.retires = day_in(from, "retires_at");
  if (const auto& most = member_of(from, "max_tokens");
      most.is_number_unsigned())
    result.max_tokens = most.get<std::uint64_t>();
  const auto& abilities = member_of(from, "capabilities");
  // Thinking of the type `enabled` is none that a request of ours names.
  result.thinking_modes = supported(
    member_of(member_of(abilities, "thinking"), "types"),
    std::array<std::string_view, 3>{"adaptive", "between_tools", "disabled"});
  result.efforts = supported(member_of(abilities, "effort"), effort_levels);
  return result;
}

} // namespace dossier::io::llm::anthropic
