/// The fields of a request body, read one by one. What is wrong with them is
/// gathered, so that a client learns of every fault at once.

#pragma once

#include "messages/reply.hpp"
#include "messages/stage.hpp"

#include <nlohmann/json.hpp>

#include <set>
#include <variant>

namespace dossier::rules {

/// More would drown a reader, and lets an answer grow with a hostile request.
inline constexpr std::size_t max_field_errors = 100;

/// Beyond this, dollars as a JSON number do not tell billionths apart.
inline constexpr double max_budget_usd = 1e6;

/// A line break is a control character where a text has one line only. So are
/// the invisible ones that reverse the direction of what follows.
enum class line_breaks { refused, allowed };

/// What a text must have to be of use: a sign to see, or a name to call it by.
enum class must_have { nothing, something_visible, letter_or_digit };

/// How long a text may be, in code points, once it is trimmed. What leaves no
/// trace is taken out of a text of one line: it comes along with a copy.
struct text_limits {
  std::size_t least = 0;
  std::size_t most = 0;
  must_have content = must_have::nothing;
  line_breaks breaks = line_breaks::refused;
};

/// A body as JSON, or where it is none.
std::variant<nlohmann::json, problem> parse_body(std::string_view body);

/// Readers return nothing for a field that is absent or refused.
class fields {
public:
  /// Refuses a body that is no object. Keeps a reference to it.
  explicit fields(const nlohmann::json& body);
  explicit fields(nlohmann::json&&) = delete;

  std::optional<std::string> text(const std::string& name,
                                  const text_limits& limits);

  std::optional<std::vector<std::string>>
  texts(const std::string& name, std::size_t most, const text_limits& limits);

  std::optional<int> integer(const std::string& name, int least, int most);

  /// Above 0 and at most `max_budget_usd`.
  std::optional<nano_usd> dollars(const std::string& name);

  std::optional<bool> flag(const std::string& name);

  /// The field as it is, for who reads it by himself; null when absent.
  const nlohmann::json* value(const std::string& name);

  void refuse_absent(const std::string& name);
  void refuse(const std::string& name, std::string detail);

  /// What is wrong inside the object `name`, with a pointer from there.
  void refuse_within(const std::string& name, const field_error& fault);

  /// Every field that nobody has asked for is unknown. To be called last;
  /// returns nothing when there was nothing to refuse.
  std::optional<problem> verdict();

private:
  const nlohmann::json* find(const std::string& name);
  std::optional<std::string> text_in(const nlohmann::json& value,
                                     const std::string& pointer,
                                     const text_limits& limits);
  void refuse_at(std::string pointer, std::string detail);

  const nlohmann::json& body_;
  std::set<std::string> asked_;
  std::vector<field_error> errors_;
  std::size_t refused_ = 0;
};

/// Names between commas.
std::string list_of(const std::vector<std::string_view>& names);

} // namespace dossier::rules
