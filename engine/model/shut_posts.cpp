#include "model/shut_posts.hpp"

#include <algorithm>

namespace corredor {

ShutPosts::ShutPosts(const World& world) : beside_(world.leg_count()), spells_(world.leg_count())
{
    const Legs& legs = world.legs;
    for (const LegId trocha : Range<LegId>{world.leg_count()}) {
        if (legs.entry[trocha] != Entry::irregular) continue;
        for (const LegId post : Range<LegId>{world.leg_count()})
            if (legs.entry[post] == Entry::official && legs.entered[post] == legs.entered[trocha] &&
                legs.left[post] == legs.left[trocha] && legs.border_pair[post] == legs.border_pair[trocha])
                beside_[trocha].push_back(post);
    }
}

void ShutPosts::note(Tick day, const Conditions& conditions)
{
    first_ = std::min(first_, day);
    for (const LegId trocha : Range<LegId>{beside_.size()}) {
        if (beside_[trocha].empty()) continue;
        for (std::size_t d = 0; d < documents_count; ++d) {
            const bool is_open = std::ranges::any_of(beside_[trocha], [&](LegId post) {
                return conditions.open_to(post).admits(static_cast<Documents>(d));
            });
            std::vector<Spell>& spells = spells_[trocha][d];
            const bool was_open = spells.empty() || spells.back().until != not_yet;
            if (was_open && !is_open) spells.push_back({.from = day});
            if (!was_open && is_open) spells.back().until = day;
        }
    }
}

}  // namespace corredor
