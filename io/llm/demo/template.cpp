#include "io/llm/demo/template.hpp"

#include "io/llm/demo/random.hpp"

#include <algorithm>
#include <stdexcept>

namespace dossier::io::llm::demo {

namespace {

using template_kind = enum content_template::kind;

content_template made(template_kind kind, const std::string& path) {
  content_template result;
  result.kind = kind;
  result.site = draw_key::hash(path);
  return result;
}

content_template constant(ordered_json value) {
  content_template result;
  result.constant = std::move(value);
  return result;
}

const ordered_json& argument(const ordered_json& source, const char* name) {
  auto found = source.find(name);
  if (found == source.end())
    throw std::runtime_error{std::string{"missing "} + name};
  return *found;
}

// -- texts --------------------------------------------------------------------

content_template compile_text(const std::string& source,
                              const std::string& path) {
  auto result = made(template_kind::text, path);
  std::size_t from = 0;
  for (;;) {
    auto open = source.find('{', from);
    result.words.push_back(source.substr(from, open - from));
    if (open == std::string::npos)
      break;
    auto close = source.find('}', open);
    if (close == std::string::npos)
      throw std::runtime_error{"a brace without its partner: " + source};
    auto inside = std::string_view{source}.substr(open + 1, close - open - 1);
    result.formulas.push_back(parse_expression(inside));
    // No two formulas of a text may share their draws.
    result.formulas.back().site += from << 16;
    from = close + 1;
  }
  if (result.formulas.empty())
    return constant(source);
  if (result.formulas.size() == 1 && result.words[0].empty()
      && result.words[1].empty())
    result.kind = template_kind::formula;
  return result;
}

// -- instructions -------------------------------------------------------------

/// A list to choose from: a formula, or the candidates themselves.
void add_choices(content_template& to, const ordered_json& source,
                 const std::string& path) {
  if (source.is_string())
    to.formulas.push_back(
      parse_expression(source.get_ref<const std::string&>()));
  else
    for (std::size_t i = 0; i < source.size(); ++i)
      to.parts.push_back(
        compile_template(source.at(i), path + "/" + std::to_string(i)));
}

expression formula_of(const ordered_json& source, const char* name) {
  return parse_expression(argument(source, name).get_ref<const std::string&>());
}

content_template compile_each(const ordered_json& source,
                              const std::string& path) {
  auto result = made(template_kind::each, path);
  result.formulas.push_back(formula_of(source, "$each"));
  result.words.push_back(argument(source, "$as").get<std::string>());
  result.parts.push_back(
    compile_template(argument(source, "$do"), path + "/$do"));
  return result;
}

content_template compile_pick(const ordered_json& source,
                              const std::string& path) {
  auto result = made(template_kind::pick, path);
  add_choices(result, source.at("$pick"), path + "/$pick");
  return result;
}

content_template compile_sample(const ordered_json& source,
                                const std::string& path) {
  auto result = made(template_kind::sample, path);
  result.formulas.push_back(formula_of(source, "$count"));
  add_choices(result, source.at("$sample"), path + "/$sample");
  return result;
}

content_template compile_condition(const ordered_json& source,
                                   const std::string& path) {
  auto result = made(template_kind::condition, path);
  result.formulas.push_back(formula_of(source, "$if"));
  result.parts.push_back(
    compile_template(argument(source, "$then"), path + "/$then"));
  if (source.contains("$else"))
    result.parts.push_back(
      compile_template(source.at("$else"), path + "/$else"));
  return result;
}

content_template compile_sort(const ordered_json& source,
                              const std::string& path) {
  auto result = made(template_kind::sort, path);
  result.words.push_back(source.at("$sort").get<std::string>());
  result.parts.push_back(
    compile_template(argument(source, "$do"), path + "/$do"));
  return result;
}

content_template compile_join(const ordered_json& source,
                              const std::string& path) {
  auto result = made(template_kind::join, path);
  result.parts.push_back(compile_template(source.at("$join"), path + "/$join"));
  return result;
}

content_template compile_use(const ordered_json& source,
                             const std::string& path) {
  auto result = made(template_kind::use, path);
  result.words.push_back(source.at("$use").get<std::string>());
  return result;
}

struct instruction {
  const char* name;
  content_template (*compile)(const ordered_json&, const std::string&);
};

constexpr instruction instructions[] = {
  {"$each", compile_each},     {"$pick", compile_pick},
  {"$sample", compile_sample}, {"$if", compile_condition},
  {"$sort", compile_sort},     {"$join", compile_join},
  {"$use", compile_use},
};

// -- structure ----------------------------------------------------------------

bool is_constant(const content_template& node) {
  return node.kind == template_kind::constant;
}

content_template compile_list(const ordered_json& source,
                              const std::string& path) {
  auto result = made(template_kind::list, path);
  add_choices(result, source, path);
  if (std::all_of(result.parts.begin(), result.parts.end(), is_constant))
    return constant(source);
  return result;
}

std::vector<content_template::member>
compile_members(const ordered_json& source, const std::string& path) {
  std::vector<content_template::member> result;
  for (const auto& [key, value] : source.items())
    if (!key.starts_with('$'))
      result.push_back({compile_text(key, path + "/" + key + "$key"),
                        compile_template(value, path + "/" + key)});
  return result;
}

content_template compile_object(const ordered_json& source,
                                const std::string& path) {
  auto result = made(template_kind::object, path);
  result.members = compile_members(source, path);
  auto constant_member = [](const content_template::member& member) {
    return is_constant(member.key) && is_constant(member.value);
  };
  if (!source.contains("$let")
      && std::all_of(result.members.begin(), result.members.end(),
                     constant_member))
    return constant(source);
  return result;
}

content_template compile_without_locals(const ordered_json& source,
                                        const std::string& path) {
  for (const auto& known : instructions)
    if (source.contains(known.name))
      return known.compile(source, path);
  return compile_object(source, path);
}

content_template compile_value(const ordered_json& source,
                               const std::string& path) {
  if (source.is_string())
    return compile_text(source.get_ref<const std::string&>(), path);
  if (source.is_array())
    return compile_list(source, path);
  if (!source.is_object())
    return constant(source);
  auto result = compile_without_locals(source, path);
  if (source.contains("$let"))
    result.locals = compile_members(source.at("$let"), path + "/$let");
  return result;
}

} // namespace

content_template compile_template(const ordered_json& source,
                                  const std::string& path) {
  // The innermost place names itself; outer ones pass it on.
  struct place_known : std::runtime_error {
    using std::runtime_error::runtime_error;
  };
  try {
    return compile_value(source, path);
  } catch (const place_known&) {
    throw;
  } catch (const std::exception& error) {
    throw place_known{path + ": " + error.what()};
  }
}

} // namespace dossier::io::llm::demo
