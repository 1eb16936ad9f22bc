/// The functions of Asio that are no templates, compiled once instead of in
/// every source that includes it.

#include <boost/asio/impl/src.hpp>
