#include "io/llm/demo/expression.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace dossier::io::llm::demo {

namespace {

struct infix {
  std::string_view sign;
  operation op;
  /// Binds tighter when higher.
  int level;
  /// `a > b` is read as `b < a`.
  bool swapped = false;
};

/// Longer signs before their prefixes.
constexpr std::array<infix, 12> infixes{{
  {"||", operation::either, 1},
  {"&&", operation::both, 2},
  {"==", operation::equal, 3},
  {"!=", operation::unequal, 3},
  {"<=", operation::at_most, 4},
  {">=", operation::at_most, 4, true},
  {"<", operation::less, 4},
  {">", operation::less, 4, true},
  {"+", operation::add, 5},
  {"-", operation::subtract, 5},
  {"*", operation::multiply, 6},
  {"/", operation::divide, 6},
}};

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

class parser {
public:
  explicit parser(std::string_view text) : text_{text}, rest_{text} {
    // nop
  }

  expression whole() {
    auto result = citations_or_choice();
    skip_blanks();
    if (!rest_.empty())
      fail("unexpected '" + std::string{rest_} + "'");
    return result;
  }

private:
  // -- from loose to tight ----------------------------------------------------

  expression citations_or_choice() {
    skip_blanks();
    return rest_.starts_with('@') ? citations() : choice();
  }

  /// `@annual @q3` cites two sources.
  expression citations() {
    auto result = made(operation::cite);
    while (accepts("@")) {
      auto key = made(operation::constant);
      key.constant = word();
      result.parts.push_back(std::move(key));
    }
    return result;
  }

  expression choice() {
    auto condition = parse_operation(1);
    if (!accepts("?"))
      return condition;
    auto result = made(operation::choose);
    result.parts.push_back(std::move(condition));
    result.parts.push_back(choice());
    expect(":");
    result.parts.push_back(choice());
    return result;
  }

  expression parse_operation(int level) {
    auto left = prefixed();
    while (auto next = accepts_infix(level)) {
      auto result = made(next->op);
      auto right = parse_operation(next->level + 1);
      if (next->swapped)
        std::swap(left, right);
      result.parts.push_back(std::move(left));
      result.parts.push_back(std::move(right));
      left = std::move(result);
    }
    return left;
  }

  expression prefixed() {
    for (auto [sign, op] :
         {std::pair{"-", operation::negate}, std::pair{"!", operation::invert}})
      if (accepts(sign)) {
        auto result = made(op);
        result.parts.push_back(prefixed());
        return result;
      }
    return suffixed(primary());
  }

  expression suffixed(expression left) {
    for (;;) {
      if (accepts(".")) {
        auto result = made(operation::member);
        result.text = word();
        result.parts.push_back(std::move(left));
        left = std::move(result);
      } else if (accepts("[")) {
        auto result = made(operation::element);
        result.parts.push_back(std::move(left));
        result.parts.push_back(choice());
        expect("]");
        left = std::move(result);
      } else {
        return left;
      }
    }
  }

  expression primary() {
    if (accepts("(")) {
      auto result = choice();
      expect(")");
      return result;
    }
    if (accepts("'"))
      return quoted();
    if (!rest_.empty() && is_digit(rest_.front()))
      return number();
    auto name = word();
    return accepts("(") ? call(name) : named(std::move(name));
  }

  // -- leaves -----------------------------------------------------------------

  expression quoted() {
    auto end = rest_.find('\'');
    if (end == std::string_view::npos)
      fail("a text without its closing quote");
    auto result = made(operation::constant);
    result.constant = std::string{rest_.substr(0, end)};
    rest_.remove_prefix(end + 1);
    return result;
  }

  expression number() {
    auto value = 0.0;
    auto [end, error]
      = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{})
      fail("not a number");
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    auto result = made(operation::constant);
    result.constant = to_json_number(value);
    return result;
  }

  expression named(std::string name) {
    auto result = made(operation::name);
    result.text = std::move(name);
    return result;
  }

  expression call(const std::string& name) {
    auto result = made(operation::call);
    if (name == "range")
      result.op = operation::range;
    else if (name == "any")
      result.op = operation::any;
    else if (name == "cite")
      result.op = operation::cite;
    else if (!(result.function = find_builtin(name)))
      fail("no function is called '" + name + "'");
    if (!accepts(")")) {
      do
        result.parts.push_back(choice());
      while (accepts(","));
      expect(")");
    }
    return result;
  }

  // -- letters ----------------------------------------------------------------

  void skip_blanks() noexcept {
    while (rest_.starts_with(' '))
      rest_.remove_prefix(1);
  }

  bool accepts(std::string_view sign) noexcept {
    skip_blanks();
    if (!rest_.starts_with(sign))
      return false;
    rest_.remove_prefix(sign.size());
    return true;
  }

  void expect(std::string_view sign) {
    if (!accepts(sign))
      fail("expected '" + std::string{sign} + "'");
  }

  std::optional<infix> accepts_infix(int level) noexcept {
    skip_blanks();
    for (const auto& candidate : infixes)
      if (rest_.starts_with(candidate.sign)) {
        if (candidate.level < level)
          return {};
        rest_.remove_prefix(candidate.sign.size());
        return candidate;
      }
    return {};
  }

  std::string word() {
    skip_blanks();
    std::size_t size = 0;
    while (size < rest_.size()
           && (is_letter(rest_[size]) || (size > 0 && is_digit(rest_[size]))))
      ++size;
    if (size == 0)
      fail("expected a name");
    std::string result{rest_.substr(0, size)};
    rest_.remove_prefix(size);
    return result;
  }

  expression made(operation op) {
    expression result;
    result.op = op;
    result.site = ++sites_;
    return result;
  }

  [[noreturn]] void fail(const std::string& reason) const {
    throw std::runtime_error{reason + " in {" + std::string{text_} + "}"};
  }

  std::string_view text_;
  std::string_view rest_;
  std::uint64_t sites_ = 0;
};

} // namespace

expression parse_expression(std::string_view text) {
  return parser{text}.whole();
}

} // namespace dossier::io::llm::demo
