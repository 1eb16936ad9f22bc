#include "io/llm/wire/certificate.hpp"

#include <algorithm>
#include <ctime>
#include <openssl/x509v3.h>

namespace dossier::io::llm::wire {

namespace {

constexpr std::size_t max_name_bytes = 200;

std::string text_of_string(const ASN1_STRING* from) {
  unsigned char* utf8 = nullptr;
  const auto size = from ? ::ASN1_STRING_to_UTF8(&utf8, from) : -1;
  if (size < 0)
    return {};
  std::string result{reinterpret_cast<const char*>(utf8),
                     std::min(std::size_t(size), max_name_bytes)};
  ::OPENSSL_free(utf8);
  return result;
}

std::string entry_of(const X509_NAME* name, int kind) {
  const auto index = ::X509_NAME_get_index_by_NID(name, kind, -1);
  if (index < 0)
    return {};
  return text_of_string(
    ::X509_NAME_ENTRY_get_data(::X509_NAME_get_entry(name, index)));
}

std::string name_in(const X509_NAME* name) {
  for (auto kind : {NID_commonName, NID_organizationName})
    if (auto text = entry_of(name, kind); !text.empty())
      return text;
  return "no name";
}

/// The first that is a host's.
std::string host_name_of(const X509* shown) {
  std::unique_ptr<GENERAL_NAMES, decltype(&::GENERAL_NAMES_free)> names{
    static_cast<GENERAL_NAMES*>(
      ::X509_get_ext_d2i(shown, NID_subject_alt_name, nullptr, nullptr)),
    &::GENERAL_NAMES_free};
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i)
    if (const auto* one = sk_GENERAL_NAME_value(names.get(), i);
        one->type == GEN_DNS)
      return text_of_string(one->d.dNSName);
  return {};
}

timestamp time_of(const ASN1_TIME* from) {
  std::tm parts{};
  if (::ASN1_TIME_to_tm(from, &parts) != 1)
    return {};
  return timestamp{std::chrono::seconds{::timegm(&parts)}};
}

} // namespace

std::optional<certificate_facts> facts_of(const X509* shown) {
  if (!shown)
    return {};
  certificate_facts result;
  result.name = host_name_of(shown);
  if (result.name.empty())
    result.name = name_in(::X509_get_subject_name(shown));
  result.issuer = name_in(::X509_get_issuer_name(shown));
  result.from = time_of(::X509_get0_notBefore(shown));
  result.until = time_of(::X509_get0_notAfter(shown));
  return result;
}

} // namespace dossier::io::llm::wire
