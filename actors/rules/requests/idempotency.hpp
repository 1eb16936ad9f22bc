/// Requests with a key are carried out once: what a repeat is compared by, and
/// what it is answered.

#pragma once

#include "messages/commit.hpp"
#include "messages/request_outcome.hpp"

#include <string_view>

namespace dossier::rules {

/// Names a body apart from its layout: the hash of its canonical JSON, in which
/// equal numbers are written alike.
std::string hash_of_body(std::string_view body);

/// The first answer to a key, byte for byte, marked as a repeat; refused when
/// the body is another one.
request_outcome replay(const idempotency_record& known,
                       std::string_view body_hash);

/// The cost of a call that ended late is filed once, however often it is
/// offered: a commit that was refused may be stored all the same.
std::string late_usage_scope(const job_id& id, const attempt_key& attempt);

} // namespace dossier::rules
