#pragma once

#include "interventions/border_scope.hpp"
#include "state/conditions.hpp"

namespace corredor {

/// Opens posts whatever closes them, to parties with the given documents.
struct OpenBorder {
    static constexpr std::string_view name = "open_border";
    static constexpr std::string_view about = "opens crossings, overriding closures and entry rules";
    static constexpr ActsOn acts_on = ActsOn::posts;
    BorderScope where;
    DocumentSet admits = DocumentSet::all();

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        BorderScope::fields(self.where, visit);
        visit({.name = "admits", .about = "documents that are admitted"}, self.admits);
    }
    friend bool operator==(const OpenBorder&, const OpenBorder&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor
