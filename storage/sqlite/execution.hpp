/// One run of a prepared statement.

#pragma once

#include "messages/time.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <memory>
#include <type_traits>

namespace dossier::storage::sqlite {

/// Null where the text is empty.
struct nullable {
  std::string_view text;
};

/// Fills the parameters from left to right, then reads each row's cells from
/// left to right. Lets go of the statement when it ends.
class execution {
public:
  explicit execution(SQLite::Statement& statement) : statement_(statement) {
    // A failure of the run before was reported by it.
    statement_.tryReset();
  }

  ~execution() {
    statement_.tryReset();
  }

  execution(const execution&) = delete;
  execution& operator=(const execution&) = delete;

  // -- parameters -------------------------------------------------------------

  /// A named text is not copied: it must outlive the run.
  template <class... Ts>
  execution& fill(Ts&&... values) {
    (put(std::forward<Ts>(values)), ...);
    return *this;
  }

  // -- rows -------------------------------------------------------------------

  /// Whether there is a row, or another one.
  bool next() {
    cell_ = 0;
    return statement_.executeStep();
  }

  /// For a statement without rows: how many it changed.
  int run() {
    return statement_.exec();
  }

  /// Goes on to the next cell if this one is null.
  bool skip_null() {
    if (!statement_.getColumn(cell_).isNull())
      return false;
    ++cell_;
    return true;
  }

  std::int64_t integer() {
    return statement_.getColumn(cell_++).getInt64();
  }

  template <class T>
  T number() {
    return static_cast<T>(integer());
  }

  /// Empty where there is none.
  std::string text() {
    return statement_.getColumn(cell_++).getString();
  }

  timestamp time() {
    return timestamp{milliseconds{integer()}};
  }

  template <class T>
  std::optional<T> optional_number() {
    if (skip_null())
      return {};
    return number<T>();
  }

  std::optional<std::string> optional_text() {
    if (skip_null())
      return {};
    return text();
  }

  /// Null where there is none.
  std::shared_ptr<const std::string> shared_text() {
    if (skip_null())
      return nullptr;
    return std::make_shared<const std::string>(text());
  }

  std::optional<timestamp> optional_time() {
    if (skip_null())
      return {};
    return time();
  }

private:
  void put(const std::string& text) {
    statement_.bindNoCopy(++parameter_, text);
  }

  void put(std::string&& text) {
    statement_.bind(++parameter_, text);
  }

  void put(std::string_view text) {
    statement_.bind(++parameter_, std::string(text));
  }

  void put(nullable value) {
    if (value.text.empty())
      put(nullptr);
    else
      put(value.text);
  }

  void put(std::nullptr_t) {
    statement_.bind(++parameter_);
  }

  void put(double value) {
    statement_.bind(++parameter_, value);
  }

  template <class T>
  requires std::is_integral_v<T>
  void put(T value) {
    statement_.bind(++parameter_, static_cast<std::int64_t>(value));
  }

  void put(milliseconds value) {
    put(value.count());
  }

  void put(timestamp value) {
    put(value.time_since_epoch());
  }

  void put(const std::shared_ptr<const std::string>& text) {
    if (text)
      put(*text);
    else
      put(nullptr);
  }

  template <class T>
  void put(const std::optional<T>& value) {
    if (value)
      put(*value);
    else
      put(nullptr);
  }

  template <class T>
  void put(std::optional<T>&& value) {
    if (value)
      put(std::move(*value));
    else
      put(nullptr);
  }

  SQLite::Statement& statement_;
  int parameter_ = 0;
  int cell_ = 0;
};

} // namespace dossier::storage::sqlite
