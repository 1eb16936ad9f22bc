#include "messages/json_check.hpp"

#include "messages/json.hpp"
#include "messages/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <vector>

namespace dossier {

namespace {

/// Long names would make long answers.
constexpr std::size_t max_named_bytes = 40;

/// Tells `taken` how far the parser has read, which its callbacks do not say.
class counting_iterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  counting_iterator(const char* at, const char** taken)
    : at_(at), taken_(taken) {
    // nop
  }

  reference operator*() const {
    return *at_;
  }

  counting_iterator& operator++() {
    *taken_ = ++at_;
    return *this;
  }

  friend bool operator==(const counting_iterator& left,
                         const counting_iterator& right) {
    return left.at_ == right.at_;
  }

  friend bool operator!=(const counting_iterator& left,
                         const counting_iterator& right) {
    return !(left == right);
  }

private:
  const char* at_;
  const char** taken_;
};

/// Refuses what the parser lets pass.
class strict_reader : public sorted_json::json_sax_t {
public:
  explicit strict_reader(std::size_t max_depth) : max_depth_(max_depth) {
    // nop
  }

  const std::string& reason() const noexcept {
    return reason_;
  }

  bool null() override {
    return true;
  }

  bool boolean(bool) override {
    return true;
  }

  bool number_integer(sorted_json::number_integer_t) override {
    return true;
  }

  bool number_unsigned(sorted_json::number_unsigned_t) override {
    return true;
  }

  bool number_float(sorted_json::number_float_t,
                    const sorted_json::string_t&) override {
    return true;
  }

  bool string(sorted_json::string_t&) override {
    return true;
  }

  bool binary(sorted_json::binary_t&) override {
    return false;
  }

  bool start_object(std::size_t) override {
    return descend();
  }

  bool key(sorted_json::string_t& name) override {
    if (keys_.back().insert(name).second)
      return true;
    reason_
      = "the key \"" + utf8::excerpt(name, max_named_bytes) + "\" occurs twice";
    return false;
  }

  bool end_object() override {
    keys_.pop_back();
    return true;
  }

  bool start_array(std::size_t) override {
    return descend();
  }

  bool end_array() override {
    keys_.pop_back();
    return true;
  }

  bool parse_error(std::size_t, const std::string&,
                   const sorted_json::exception&) override {
    reason_ = "this is not JSON";
    return false;
  }

private:
  bool descend() {
    if (keys_.size() == max_depth_) {
      reason_ = "deeper than " + std::to_string(max_depth_) + " levels";
      return false;
    }
    keys_.emplace_back();
    return true;
  }

  std::size_t max_depth_;
  /// Of every object that is open; an array's entry stays empty.
  std::vector<std::unordered_set<std::string>> keys_;
  std::string reason_;
};

std::string position_of(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, std::min(byte, text.size()) - 1);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto column = byte - (before.rfind('\n') + 1);
  return "line " + std::to_string(line) + ", column " + std::to_string(column)
         + ", byte " + std::to_string(byte);
}

} // namespace

std::optional<std::string> check_json(std::string_view text,
                                      std::size_t max_depth) {
  if (text.empty())
    return "it is empty, not JSON";
  const char* taken = text.data();
  strict_reader reader{max_depth};
  const counting_iterator first{text.data(), &taken};
  const counting_iterator last{text.data() + text.size(), &taken};
  if (sorted_json::sax_parse(first, last, &reader))
    return {};
  const auto byte = static_cast<std::size_t>(taken - text.data());
  return reader.reason() + ": "
         + position_of(text, std::max<std::size_t>(byte, 1));
}

bool is_empty_object(std::string_view text) {
  const auto value = sorted_json::parse(text, nullptr, false);
  return value.is_object() && value.empty();
}

} // namespace dossier
