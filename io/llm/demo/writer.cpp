#include "io/llm/demo/writer.hpp"

#include "io/llm/demo/values.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace dossier::io::llm::demo {

namespace {

/// Content that uses itself must not take the process with it.
constexpr unsigned max_value_depth = 200;

/// Whether the elements of a list belong to the list around it.
bool is_spliced(const content_template& node) noexcept {
  return node.kind == content_template::kind::each
         || node.kind == content_template::kind::sample
         || node.kind == content_template::kind::sort;
}

std::string id_of(std::size_t number) {
  return "S" + std::to_string(number);
}

} // namespace

writer::writer(const library& library, keys draws, std::string stage,
               known_values known)
  : library_{library}, draws_{draws}, stage_{std::move(stage)},
    known_{std::move(known)}, base_{draws.region.with(stage_)},
    first_brought_{library.sources.size() + 1} {
  // nop
}

void writer::add_sources_from(std::size_t number) {
  first_brought_ = std::max(first_brought_, number);
}

// -- templates ----------------------------------------------------------------

const ordered_json& writer::write(const content_template& node) {
  if (node.kind == content_template::kind::constant)
    return node.constant;
  if (depth_ > max_value_depth)
    throw std::runtime_error{"content that uses itself"};
  restored deeper{depth_, depth_ + 1};
  auto outer = locals_.size();
  for (const auto& [name, value] : node.locals) {
    const auto& written = write(value);
    locals_.push_back({name.constant.get_ref<const std::string&>(), &written});
  }
  const auto& result = write_plain(node);
  locals_.resize(outer);
  return result;
}

const ordered_json& writer::write_plain(const content_template& node) {
  using kind = enum content_template::kind;
  switch (node.kind) {
    case kind::constant: return node.constant;
    case kind::formula: return value_of(node);
    case kind::text: return write_text(node);
    case kind::list: return write_list(node);
    case kind::object: return write_object(node);
    case kind::each: return write_each(node);
    case kind::pick: return write_pick(node);
    case kind::sample: return write_sample(node);
    case kind::condition: return write_condition(node);
    case kind::sort: return write_sorted(node);
    case kind::join: return write_joined(node);
    case kind::use: return write_used(node);
  }
  throw std::logic_error{"no such template"};
}

const ordered_json& writer::write_text(const content_template& node) {
  auto result = node.words.front();
  for (std::size_t i = 0; i < node.formulas.size(); ++i) {
    append_text(result, value_of(node, i));
    result += node.words[i + 1];
  }
  return keep(std::move(result));
}

const ordered_json& writer::write_list(const content_template& node) {
  auto result = ordered_json::array();
  for (const auto& part : node.parts) {
    const auto& value = write(part);
    if (is_spliced(part))
      result.insert(result.end(), value.begin(), value.end());
    else if (!value.is_discarded())
      result.push_back(value);
  }
  return keep(std::move(result));
}

const ordered_json& writer::write_object(const content_template& node) {
  auto result = ordered_json::object();
  for (const auto& [key, content] : node.members) {
    const auto& value = write(content);
    if (!value.is_discarded())
      result[write(key).get_ref<const std::string&>()] = value;
  }
  return keep(std::move(result));
}

const ordered_json& writer::write_each(const content_template& node) {
  auto result = ordered_json::array();
  const auto& items = value_of(node);
  auto number_name = node.words.front() + "_no";
  for (std::size_t i = 0; i < items.size(); ++i) {
    restored inside{base_, base_.with(i)};
    auto outer = locals_.size();
    const auto& number = keep(i + 1);
    locals_.push_back({node.words.front(), &items[i]});
    locals_.push_back({number_name, &number});
    const auto& value = write(node.parts.front());
    if (!value.is_discarded())
      result.push_back(value);
    locals_.resize(outer);
  }
  return keep(std::move(result));
}

const ordered_json& writer::write_pick(const content_template& node) {
  auto key = base_.with(node.site);
  if (node.formulas.empty())
    return write(node.parts.at(key.below(node.parts.size())));
  const auto& items = value_of(node);
  return items.at(key.below(items.size()));
}

const ordered_json& writer::write_sample(const content_template& node) {
  auto count = static_cast<std::size_t>(to_double(value_of(node)));
  auto key = base_.with(node.site);
  auto result = ordered_json::array();
  if (node.formulas.size() > 1) {
    const auto& items = value_of(node, 1);
    for (auto i : drawn(count, items.size(), key))
      result.push_back(items[i]);
  } else {
    for (auto i : drawn(count, node.parts.size(), key))
      result.push_back(write(node.parts[i]));
  }
  return keep(std::move(result));
}

/// Positions in rising order, so that a list keeps its author's order.
std::vector<std::size_t> writer::drawn(std::size_t count, std::size_t size,
                                       draw_key key) const {
  if (count > size)
    throw std::runtime_error{"a sample larger than its list"};
  std::vector<std::size_t> result(size);
  std::iota(result.begin(), result.end(), std::size_t{0});
  for (std::size_t i = 0; i < count; ++i)
    std::swap(result[i], result[i + key.with(i).below(size - i)]);
  result.resize(count);
  std::sort(result.begin(), result.end());
  return result;
}

const ordered_json& writer::write_condition(const content_template& node) {
  if (is_truthy(value_of(node)))
    return write(node.parts.front());
  if (node.parts.size() > 1)
    return write(node.parts[1]);
  return keep(ordered_json(ordered_json::value_t::discarded));
}

const ordered_json& writer::write_sorted(const content_template& node) {
  auto result = write(node.parts.front());
  auto field = node.words.front();
  auto falling = field.starts_with('-');
  if (falling)
    field.erase(0, 1);
  auto less = [&](const ordered_json& a, const ordered_json& b) {
    return falling ? b.at(field) < a.at(field) : a.at(field) < b.at(field);
  };
  std::stable_sort(result.begin(), result.end(), less);
  return keep(std::move(result));
}

const ordered_json& writer::write_joined(const content_template& node) {
  std::string result;
  for (const auto& part : write(node.parts.front())) {
    if (!result.empty())
      result += ' ';
    append_text(result, part);
  }
  return keep(std::move(result));
}

const ordered_json& writer::write_used(const content_template& node) {
  auto found = library_.sections.find(node.words.front());
  if (found == library_.sections.end())
    throw std::runtime_error{"no file '" + node.words.front() + "'"};
  return write(found->second);
}

// -- names --------------------------------------------------------------------

const ordered_json& writer::look_up(const std::string& name) {
  for (auto i = locals_.rbegin(); i != locals_.rend(); ++i)
    if (i->name == name)
      return *i->value;
  if (auto found = known_.find(name); found != known_.end())
    return found->second;
  if (auto found = library_.facts.find(name); found != library_.facts.end())
    return fact(found->first, found->second);
  if (name == "sources")
    return catalogue();
  throw std::runtime_error{"unknown name '" + name + "'"};
}

/// Facts see the same wherever they are asked for: other facts, no locals.
const ordered_json& writer::fact(const std::string& name,
                                 const fact_template& fact) {
  if (auto found = facts_.find(name); found != facts_.end())
    return *found->second;
  if (!open_facts_.insert(name).second)
    throw std::runtime_error{"fact '" + name + "' builds on itself"};
  restored no_locals{locals_, {}};
  restored own_key{base_, fact.regional ? draws_.region : draws_.company};
  const auto& result = write(fact.value);
  facts_[name] = &result;
  return result;
}

const ordered_json& writer::catalogue() {
  auto result = ordered_json::array();
  for (std::size_t i = 0; i < library_.sources.size(); ++i) {
    ordered_json entry{{"id", id_of(i + 1)}};
    entry.update(write(library_.sources[i].entry));
    result.push_back(std::move(entry));
  }
  return keep(std::move(result));
}

// -- citations ----------------------------------------------------------------

std::size_t writer::cite(std::string_view key) {
  auto same
    = [key](const source_template& candidate) { return candidate.key == key; };
  const auto& base = library_.sources;
  auto known = std::find_if(base.begin(), base.end(), same);
  auto number = static_cast<std::size_t>(known - base.begin()) + 1;
  if (known == base.end()) {
    auto own = library_.stage_sources.find(stage_);
    if (own == library_.stage_sources.end())
      throw std::runtime_error{"unknown source '" + std::string{key} + "'"};
    auto found = std::find_if(own->second.begin(), own->second.end(), same);
    if (found == own->second.end())
      throw std::runtime_error{"unknown source '" + std::string{key} + "'"};
    auto position = std::find(brought_.begin(), brought_.end(), &*found);
    number
      = first_brought_ + static_cast<std::size_t>(position - brought_.begin());
    if (position == brought_.end())
      brought_.push_back(&*found);
  }
  return number;
}

ordered_json writer::new_sources() {
  auto result = ordered_json::array();
  for (std::size_t i = 0; i < brought_.size(); ++i) {
    ordered_json entry{{"id", id_of(first_brought_ + i)}};
    entry.update(write(brought_[i]->entry));
    result.push_back(std::move(entry));
  }
  return result;
}

// -- draws and values ---------------------------------------------------------

draw_key writer::key_of(const expression& expression) const {
  return base_.with(site_).with(expression.site);
}

const ordered_json& writer::keep(ordered_json value) {
  return kept_.emplace_back(std::move(value));
}

} // namespace dossier::io::llm::demo
