#include "io/llm/demo/expression.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace dossier::io::llm {

namespace {

struct infix {
  std::string_view sign;
  demo_op op;
  /// Binds tighter when higher.
  int level;
  /// `a > b` is read as `b < a`.
  bool swapped = false;
};

/// Longer signs before their prefixes.
constexpr std::array<infix, 12> infixes{{
  {"||", demo_op::either, 1},
  {"&&", demo_op::both, 2},
  {"==", demo_op::equal, 3},
  {"!=", demo_op::unequal, 3},
  {"<=", demo_op::at_most, 4},
  {">=", demo_op::at_most, 4, true},
  {"<", demo_op::less, 4},
  {">", demo_op::less, 4, true},
  {"+", demo_op::add, 5},
  {"-", demo_op::subtract, 5},
  {"*", demo_op::multiply, 6},
  {"/", demo_op::divide, 6},
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

  demo_expression whole() {
    auto result = citations_or_choice();
    skip_blanks();
    if (!rest_.empty())
      fail("unexpected '" + std::string{rest_} + "'");
    return result;
  }

private:
  // -- from loose to tight ----------------------------------------------------

  demo_expression citations_or_choice() {
    skip_blanks();
    return rest_.starts_with('@') ? citations() : choice();
  }

  /// `@annual @q3` cites two sources.
  demo_expression citations() {
    auto result = made(demo_op::cite);
    while (accepts("@")) {
      auto key = made(demo_op::constant);
      key.constant = word();
      result.parts.push_back(std::move(key));
    }
    return result;
  }

  demo_expression choice() {
    auto condition = operation(1);
    if (!accepts("?"))
      return condition;
    auto result = made(demo_op::choose);
    result.parts.push_back(std::move(condition));
    result.parts.push_back(choice());
    expect(":");
    result.parts.push_back(choice());
    return result;
  }

  demo_expression operation(int level) {
    auto left = prefixed();
    while (auto next = accepts_infix(level)) {
      auto result = made(next->op);
      auto right = operation(next->level + 1);
      if (next->swapped)
        std::swap(left, right);
      result.parts.push_back(std::move(left));
      result.parts.push_back(std::move(right));
      left = std::move(result);
    }
    return left;
  }

  demo_expression prefixed() {
    for (auto [sign, op] :
         {std::pair{"-", demo_op::negate}, std::pair{"!", demo_op::invert}})
      if (accepts(sign)) {
        auto result = made(op);
        result.parts.push_back(prefixed());
        return result;
      }
    return suffixed(primary());
  }

  demo_expression suffixed(demo_expression left) {
    for (;;) {
      if (accepts(".")) {
        auto result = made(demo_op::member);
        result.text = word();
        result.parts.push_back(std::move(left));
        left = std::move(result);
      } else if (accepts("[")) {
        auto result = made(demo_op::element);
        result.parts.push_back(std::move(left));
        result.parts.push_back(choice());
        expect("]");
        left = std::move(result);
      } else {
        return left;
      }
    }
  }

  demo_expression primary() {
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

  demo_expression quoted() {
    auto end = rest_.find('\'');
    if (end == std::string_view::npos)
      fail("a text without its closing quote");
    auto result = made(demo_op::constant);
    result.constant = std::string{rest_.substr(0, end)};
    rest_.remove_prefix(end + 1);
    return result;
  }

  demo_expression number() {
    auto value = 0.0;
    auto [end, error]
      = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{})
      fail("not a number");
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    auto result = made(demo_op::constant);
    result.constant = to_demo_number(value);
    return result;
  }

  demo_expression named(std::string name) {
    auto result = made(demo_op::name);
    result.text = std::move(name);
    return result;
  }

  demo_expression call(const std::string& name) {
    auto result = made(demo_op::call);
    if (name == "range")
      result.op = demo_op::range;
    else if (name == "any")
      result.op = demo_op::any;
    else if (name == "cite")
      result.op = demo_op::cite;
    else if (!(result.function = find_demo_function(name)))
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

  demo_expression made(demo_op op) {
    demo_expression result;
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

demo_expression parse_demo_expression(std::string_view text) {
  return parser{text}.whole();
}

} // namespace dossier::io::llm
