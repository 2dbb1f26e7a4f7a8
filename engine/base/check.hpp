#pragma once

#include <stdexcept>
#include <string>

namespace corredor {

/// A promise between our own functions broke: a bug, never the user's fault.
class InternalError : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

[[noreturn]] inline void report_broken_promise(const char* kind, const char* condition, const char* file, int line)
{
    throw InternalError(std::string(kind) + " broken: " + condition + " (" + file + ":" + std::to_string(line) + ")");
}

}  // namespace corredor

#define CORREDOR_EXPECT(condition)                                                                                     \
    (static_cast<bool>(condition) ? void()                                                                             \
                                  : ::corredor::report_broken_promise("precondition", #condition, __FILE__, __LINE__))
#define CORREDOR_ENSURE(condition)                                                                                     \
    (static_cast<bool>(condition) ? void()                                                                             \
                                  : ::corredor::report_broken_promise("promise", #condition, __FILE__, __LINE__))
