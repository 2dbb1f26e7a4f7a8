#pragma once

#include <string_view>

namespace corredor {

/// Writes a result to standard output.
/// errors  OutputError when it cannot be written, such as on a full disk
void print_result(std::string_view text);

/// The same, for what print_result left in buffers.
void flush_results();

/// Writes a message for people to standard error. That it cannot be written is nothing to stop for.
void print_message(std::string_view text);

}  // namespace corredor
