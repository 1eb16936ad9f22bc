/// Short lists as JSON columns, written and read without a document tree: a
/// page of jobs reads thousands of them.

#pragma once

#include <string>
#include <utility>
#include <vector>

namespace dossier::storage::sqlite {

/// `["a","b"]`.
std::string to_array(const std::vector<std::string>& items);

/// `{"a":"b"}`, in the given order.
std::string
to_object(const std::vector<std::pair<std::string, std::string>>& items);

/// Every string of such a text, keys included, in order.
std::vector<std::string> strings_of(const std::string& json);

} // namespace dossier::storage::sqlite
