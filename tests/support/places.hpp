/// Where the tests find the repository and the programs they were built with.
/// Functions rather than macros of every test: a path in the command line of a
/// compiler would keep two clones from sharing what is compiled.

#pragma once

#include <string>

namespace dossier::test {

/// The root of the repository, without a slash at its end.
std::string source_dir();

/// The folder of the programs of this build, without a slash at its end.
std::string programs();

} // namespace dossier::test
