#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/field.hpp"

namespace corredor {

enum class NodeKind : std::uint8_t { origin, city, border_town, border_post, trocha, prison, destination, exit };
inline constexpr std::array<std::string_view, 8> node_kind_names{"origin", "city",   "border_town", "border_post",
                                                                 "trocha", "prison", "destination", "exit"};
template <>
inline constexpr std::span<const std::string_view> names_of<NodeKind> = node_kind_names;

enum class LegKind : std::uint8_t { road, walk, official_crossing, trocha, flight };
inline constexpr std::array<std::string_view, 5> leg_kind_names{"road", "walk", "official_crossing", "trocha",
                                                                "flight"};
template <>
inline constexpr std::span<const std::string_view> names_of<LegKind> = leg_kind_names;

/// The businesses that an organisation spreads its members over.
enum class Economy : std::uint8_t {
    prison_tax,
    trocha_toll,
    smuggling_package,
    smuggler_tribute,
    sexual_exploitation,
    labour_exploitation,
    migrant_extortion,
    business_extortion,
    kidnap_ransom,
    loan_sharking,
    drug_couriering,
    retail_drugs,
    drug_production,
    robbery,
    contract_killing,
    phone_scams,
    arms_trafficking,
    lodging
};
inline constexpr std::array<std::string_view, 18> economy_names{"prison_tax",          "trocha_toll",
                                                                "smuggling_package",   "smuggler_tribute",
                                                                "sexual_exploitation", "labour_exploitation",
                                                                "migrant_extortion",   "business_extortion",
                                                                "kidnap_ransom",       "loan_sharking",
                                                                "drug_couriering",     "retail_drugs",
                                                                "drug_production",     "robbery",
                                                                "contract_killing",    "phone_scams",
                                                                "arms_trafficking",    "lodging"};
inline constexpr std::size_t economy_count = economy_names.size();
[[nodiscard]] constexpr std::size_t index_of(Economy economy)
{
    return static_cast<std::size_t>(economy);
}
template <>
inline constexpr std::span<const std::string_view> names_of<Economy> = economy_names;

}  // namespace corredor
