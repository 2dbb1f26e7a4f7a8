#pragma once

#include "base/field.hpp"

namespace corredor {

/// Gives a parameter another value while it lasts. The scenario reader applies it, since only it knows the paths.
struct Set {
    static constexpr std::string_view name = "set";
    static constexpr std::string_view about = "gives any parameter of the model another value, by its path";
    std::string path;
    std::string value;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "path", .about = "keys joined by dots, as for --set", .required = true}, self.path);
        visit({.name = "value", .about = "the value, as it would be written in the scenario", .required = true},
              self.value);
    }
    friend bool operator==(const Set&, const Set&) = default;
};

}  // namespace corredor
