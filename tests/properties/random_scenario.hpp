#pragma once

#include <string>
#include <vector>

#include "tiny_worlds.hpp"

namespace corredor {

/// Draws small worlds in which everything that a scenario can say may happen: borders with posts, trochas and points on
/// the line, queues, rules, mechanisms, corridors, purses too small, and interventions of every kind that overlap.
class RandomScenario {
public:
    explicit RandomScenario(std::uint64_t seed);

    [[nodiscard]] const Sketch& sketch() const { return sketch_; }

    /// One scenario in three changes its parameters on a day.
    [[nodiscard]] LoadedScenario loaded() const;

private:
    std::int64_t whole(std::int64_t low, std::int64_t high);
    double real(double low, double high) { return low + (high - low) * draws_.uniform(); }
    bool chance(double probability) { return draws_.happens(probability); }
    template <class T>
    const T& any(const std::vector<T>& of)
    {
        return of[static_cast<std::size_t>(whole(0, static_cast<std::int64_t>(of.size()) - 1))];
    }

    DocumentSet some_documents();
    void add_countries();
    void add_nodes();
    LegRow& add_leg(std::size_t from, std::size_t to, LegKind kind);
    void join(std::size_t from, std::size_t to);
    void join_by_a_point(std::size_t from, std::size_t to);
    void add_legs();
    void add_people();
    void add_travel();
    void add_rules();
    void add_mechanisms();
    /// As the reader would let it pass.
    void take_people(MechanismSpec& mechanism);
    void add_captivity();
    /// Businesses that pay at once, so that sixty days are enough for cells to grow, fight, spread and be struck.
    void add_organisations();
    void add_organisation(const std::string& id, bool may_break_away);
    BorderScope scope();
    EntryRule entry_rule(Date on);
    Intervention effect(Date on);
    void add_intervention();

    Draws draws_;
    Sketch sketch_;
    std::vector<std::string> codes_;
    std::vector<std::string> nodes_;
    std::vector<std::size_t> country_of_;
    std::vector<std::string> legs_;
    std::vector<std::string> limited_;
};

}  // namespace corredor
