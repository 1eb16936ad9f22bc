/// Fills templates: one writer a section, gone afterwards.

#pragma once

#include "io/llm/demo/library.hpp"
#include "io/llm/demo/random.hpp"

#include <deque>
#include <map>
#include <set>

namespace dossier::io::llm::demo {

/// What every formula knows besides the facts, such as `company`.
using known_values = std::map<std::string, ordered_json, std::less<>>;

/// Single-threaded; the library must outlive it. Every function throws
/// `std::runtime_error` for content that does not add up.
class writer {
public:
  /// Draws for the company's facts, and for all that differs by region.
  struct keys {
    draw_key company;
    draw_key region;
  };

  writer(const library& library, keys draws, std::string stage,
         known_values known);

  /// Sources that the stage brings are numbered from here on, or from behind
  /// the report's catalogue where that is later. To be called before anything
  /// is written.
  void add_sources_from(std::size_t number);

  /// Valid as long as the writer. Discarded when a condition left it out.
  const ordered_json& write(const content_template& node);

  /// The number of a source, which the stage brings from now on if the report's
  /// catalogue does not hold it.
  std::size_t cite(std::string_view key);

  /// What the stage has brought so far.
  ordered_json new_sources();

private:
  // -- templates --------------------------------------------------------------

  const ordered_json& write_plain(const content_template& node);
  const ordered_json& write_text(const content_template& node);
  const ordered_json& write_list(const content_template& node);
  const ordered_json& write_object(const content_template& node);
  const ordered_json& write_each(const content_template& node);
  const ordered_json& write_pick(const content_template& node);
  const ordered_json& write_sample(const content_template& node);
  const ordered_json& write_condition(const content_template& node);
  const ordered_json& write_sorted(const content_template& node);
  const ordered_json& write_joined(const content_template& node);
  const ordered_json& write_used(const content_template& node);
  std::vector<std::size_t> drawn(std::size_t count, std::size_t size,
                                 draw_key key) const;

  // -- formulas ---------------------------------------------------------------

  const ordered_json& value_of(const content_template& node,
                               std::size_t index = 0);
  const ordered_json& value_of(const expression& expression);
  const ordered_json& call(const expression& expression);
  const ordered_json& choose(const expression& expression);
  const ordered_json& combine(const expression& expression);
  const ordered_json& member_of(const ordered_json& record,
                                const std::string& name) const;
  const ordered_json& element_of(const expression& expression);
  const ordered_json& range(const expression& expression);
  const ordered_json& cite_all(const expression& expression);
  double number_of(const expression& expression);
  bool is_true(const expression& expression);

  // -- names ------------------------------------------------------------------

  struct local {
    std::string_view name;
    const ordered_json* value;
  };

  const ordered_json& look_up(const std::string& name);
  const ordered_json& fact(const std::string& name, const fact_template& fact);
  const ordered_json& catalogue();

  // -- draws and values -------------------------------------------------------

  draw_key key_of(const expression& expression) const;
  const ordered_json& keep(ordered_json value);

  const library& library_;
  keys draws_;
  std::string stage_;
  known_values known_;

  std::map<std::string_view, const ordered_json*> facts_;
  std::set<std::string_view> open_facts_;
  std::vector<local> locals_;
  /// Everything computed so far stays where it is.
  std::deque<ordered_json> kept_;

  draw_key base_;
  std::uint64_t site_ = 0;
  unsigned depth_ = 0;

  std::vector<const source_template*> brought_;
  std::size_t first_brought_;
};

} // namespace dossier::io::llm::demo
