/// Fills templates: one writer a section, gone afterwards.

#pragma once

#include "io/llm/demo/library.hpp"
#include "io/llm/demo/random.hpp"

#include <deque>
#include <map>
#include <set>

namespace dossier::io::llm {

/// What every formula knows besides the facts, such as `company`.
using demo_names = std::map<std::string, demo_value, std::less<>>;

/// Single-threaded; the library must outlive it. Every function throws
/// `std::runtime_error` for content that does not add up.
class demo_writer {
public:
  /// Draws for the company's facts, and for all that differs by region.
  struct keys {
    demo_key company;
    demo_key region;
  };

  demo_writer(const demo_library& library, keys draws, std::string stage,
              demo_names known);

  /// Sources that the stage brings are numbered from here on, or from behind
  /// the report's catalogue where that is later. To be called before anything
  /// is written.
  void add_sources_from(std::size_t number);

  /// Valid as long as the writer. Discarded when a condition left it out.
  const demo_value& write(const demo_template& node);

  /// The number of a source, which the stage brings from now on if the report's
  /// catalogue does not hold it.
  std::size_t cite(std::string_view key);

  /// What the stage has brought so far.
  demo_value new_sources();

private:
  // -- templates --------------------------------------------------------------

  const demo_value& write_plain(const demo_template& node);
  const demo_value& write_text(const demo_template& node);
  const demo_value& write_list(const demo_template& node);
  const demo_value& write_object(const demo_template& node);
  const demo_value& write_each(const demo_template& node);
  const demo_value& write_pick(const demo_template& node);
  const demo_value& write_sample(const demo_template& node);
  const demo_value& write_condition(const demo_template& node);
  const demo_value& write_sorted(const demo_template& node);
  const demo_value& write_joined(const demo_template& node);
  const demo_value& write_used(const demo_template& node);
  std::vector<std::size_t> drawn(std::size_t count, std::size_t size,
                                 demo_key key) const;

  // -- formulas ---------------------------------------------------------------

  const demo_value& value_of(const demo_template& node, std::size_t index = 0);
  const demo_value& value_of(const demo_expression& expression);
  const demo_value& call(const demo_expression& expression);
  const demo_value& choose(const demo_expression& expression);
  const demo_value& combine(const demo_expression& expression);
  const demo_value& member_of(const demo_value& record,
                              const std::string& name) const;
  const demo_value& element_of(const demo_expression& expression);
  const demo_value& range(const demo_expression& expression);
  const demo_value& cite_all(const demo_expression& expression);
  double number_of(const demo_expression& expression);
  bool is_true(const demo_expression& expression);

  // -- names ------------------------------------------------------------------

  struct local {
    std::string_view name;
    const demo_value* value;
  };

  const demo_value& look_up(const std::string& name);
  const demo_value& fact(const std::string& name, const demo_fact& fact);
  const demo_value& catalogue();

  // -- draws and values -------------------------------------------------------

  demo_key key_of(const demo_expression& expression) const;
  const demo_value& keep(demo_value value);

  const demo_library& library_;
  keys draws_;
  std::string stage_;
  demo_names known_;

  std::map<std::string_view, const demo_value*> facts_;
  std::set<std::string_view> open_facts_;
  std::vector<local> locals_;
  /// Everything computed so far stays where it is.
  std::deque<demo_value> kept_;

  demo_key base_;
  std::uint64_t site_ = 0;
  unsigned depth_ = 0;

  std::vector<const demo_source*> brought_;
  std::size_t first_brought_;
};

} // namespace dossier::io::llm
