#pragma once

#include <array>
#include <limits>
#include <optional>
#include <vector>

#include "base/calendar.hpp"
#include "state/conditions.hpp"

namespace corredor {

/// When the posts beside each trocha were shut to whom: what a party that set out earlier cannot have known.
class ShutPosts {
public:
    ShutPosts() = default;
    explicit ShutPosts(const World&);

    /// Takes down what holds from a day on. To be called for the first day, then for every day on which it may change.
    void note(Tick day, const Conditions&);

    /// The day on which the last post beside a trocha was shut to holders of these documents, when it is shut to them
    /// today and that happened after the first day.
    [[nodiscard]] std::optional<Tick> shut_since(LegId trocha, Documents documents, Tick today) const
    {
        for (const Spell& spell : spells_[trocha][static_cast<std::size_t>(documents)])
            if (spell.from <= today && today < spell.until)
                return spell.from > first_ ? std::optional{spell.from} : std::nullopt;
        return std::nullopt;
    }

private:
    static constexpr Tick not_yet = std::numeric_limits<Tick>::max();
    struct Spell {
        Tick from = 0;
        Tick until = not_yet;
    };

    Column<LegId, std::vector<LegId>> beside_;  // the posts over the same stretch of border, the same way
    Column<LegId, std::array<std::vector<Spell>, documents_count>> spells_;
    Tick first_ = not_yet;
};

}  // namespace corredor
