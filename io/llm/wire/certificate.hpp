/// Certificates as OpenSSL has them, in our words.

#pragma once

#include "io/llm/wire/connection.hpp"

#include <openssl/x509.h>

namespace dossier::io::llm::wire {

/// Nothing for null.
std::optional<certificate_facts> facts_of(const X509* shown);

} // namespace dossier::io::llm::wire
