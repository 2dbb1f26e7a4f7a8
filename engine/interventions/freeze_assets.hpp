#pragma once

#include "base/field.hpp"

namespace corredor {

/// Money of an organisation's leaders is frozen.
struct FreezeAssets {
    static constexpr std::string_view name = "freeze_assets";
    static constexpr std::string_view about = "money of an organisation's leaders is frozen";
    OrganisationRef organisation;
    double share = 0.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "organisation", .about = "whose money", .required = true}, self.organisation);
        visit({.name = "share", .about = "part of the treasury that is frozen", .low = 0, .high = 1}, self.share);
    }
    friend bool operator==(const FreezeAssets&, const FreezeAssets&) = default;
};

}  // namespace corredor
