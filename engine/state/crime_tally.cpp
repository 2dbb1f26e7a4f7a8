#include "state/crime_tally.hpp"

namespace corredor {

CrimeTally::CrimeTally(std::size_t organisations, std::size_t nodes, std::size_t economies)
    : members(organisations * nodes), control(organisations * nodes), revenue_cents(organisations * nodes * economies),
      treasury_cents(organisations), command(organisations), leaders_cents(organisations),
      recruits(organisations * nodes), homicides(nodes), arrests(nodes), operations(organisations * nodes),
      operation_arrests(organisations * nodes), dismantled(nodes), accounts_cents(crime_account_count)
{
}

}  // namespace corredor
