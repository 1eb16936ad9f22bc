/// Certificates made on the spot, for tests of who is trusted.

#pragma once

#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdexcept>
#include <string>

namespace dossier::test {

struct certificate {
  std::shared_ptr<X509> shown;
  std::shared_ptr<EVP_PKEY> key;
};

/// Signs what it is asked to.
class test_authority {
public:
  test_authority() : root_{make("Dossier test authority", "", 365, nullptr)} {
    // nop
  }

  /// `names` as OpenSSL writes them: `DNS:localhost,IP:127.0.0.1`. With
  /// negative days it has expired.
  certificate issue(const std::string& names, int days = 30) const {
    return make("Dossier test", names, days, &root_);
  }

  /// Its own certificate in PEM.
  std::string pem() const {
    return certificate_pem(root_);
  }

  static std::string certificate_pem(const certificate& of) {
    return written([&](BIO* to) { ::PEM_write_bio_X509(to, of.shown.get()); });
  }

  static std::string key_pem(const certificate& of) {
    return written([&](BIO* to) {
      ::PEM_write_bio_PrivateKey(to, of.key.get(), nullptr, nullptr, 0, nullptr,
                                 nullptr);
    });
  }

private:
  template <class Write>
  static std::string written(Write write) {
    std::unique_ptr<BIO, decltype(&::BIO_free)> out{::BIO_new(::BIO_s_mem()),
                                                    &::BIO_free};
    write(out.get());
    char* text = nullptr;
    auto size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
  }

  static certificate make(const char* name, const std::string& names, int days,
                          const certificate* issuer) {
    certificate result;
    result.key.reset(::EVP_EC_gen("P-256"), &::EVP_PKEY_free);
    result.shown.reset(::X509_new(), &::X509_free);
    auto* made = result.shown.get();
    ::X509_set_version(made, 2);
    ::ASN1_INTEGER_set(::X509_get_serialNumber(made), issuer ? 2 : 1);
    constexpr long day = 24L * 60 * 60;
    ::X509_gmtime_adj(X509_getm_notBefore(made), -400 * day);
    ::X509_gmtime_adj(X509_getm_notAfter(made), days * day);
    ::X509_set_pubkey(made, result.key.get());
    ::X509_NAME_add_entry_by_txt(
      ::X509_get_subject_name(made), "CN", MBSTRING_ASC,
      reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    ::X509_set_issuer_name(
      made, ::X509_get_subject_name(issuer ? issuer->shown.get() : made));
    add(made, NID_basic_constraints, issuer ? "CA:FALSE" : "critical,CA:TRUE");
    if (!names.empty())
      add(made, NID_subject_alt_name, names);
    if (::X509_sign(made, (issuer ? issuer->key : result.key).get(),
                    ::EVP_sha256())
        == 0)
      throw std::runtime_error("a test certificate cannot be signed");
    return result;
  }

  static void add(X509* to, int kind, const std::string& value) {
    auto* made = ::X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    ::X509_add_ext(to, made, -1);
    ::X509_EXTENSION_free(made);
  }

  certificate root_;
};

/// For a server that shows this certificate. To be freed by the caller.
inline SSL_CTX* server_context(const certificate& shown) {
  auto* result = ::SSL_CTX_new(::TLS_server_method());
  if (::SSL_CTX_use_certificate(result, shown.shown.get()) != 1
      || ::SSL_CTX_use_PrivateKey(result, shown.key.get()) != 1)
    throw std::runtime_error("a test certificate cannot be shown");
  return result;
}

} // namespace dossier::test
