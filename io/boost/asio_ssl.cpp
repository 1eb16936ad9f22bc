/// The same for its TLS.

#include <boost/asio/ssl/impl/src.hpp>
