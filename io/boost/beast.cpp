/// The same for Beast.

#include <boost/beast/src.hpp>
