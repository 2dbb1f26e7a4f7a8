#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace corredor {

/// What a person is doing or suffering: exactly one of these at a time.
enum class Status : std::uint8_t {
    travelling,
    waiting,
    settled,
    kidnapped,
    debt_bondage,
    trafficked,
    courier,
    detained,
    returned,
    exited,
    dead
};
inline constexpr std::size_t status_count = 11;
inline constexpr std::array<std::string_view, status_count> status_names{
    "travelling", "waiting",  "settled",  "kidnapped", "debt_bondage", "trafficked",
    "courier",    "detained", "returned", "exited",    "dead"};

/// Where money comes from and goes to. What parties hold and what all accounts gained sums to zero, to the cent.
enum class Account : std::uint8_t {
    endowment,      // what parties bring from home (gives)
    income,         // what they earn abroad (gives)
    carriers,       // fares
    living,         // food on the way
    officials,      // bribes
    tolls,          // whoever controls a trocha
    robbers,        // mechanisms that take cash and belong to no economy
    households,     // what is left on arrival
    organisations,  // what belongs to an economy: mechanisms, tolls where a trocha is held
    relatives       // ransoms (gives)
};
inline constexpr std::size_t account_count = 10;
inline constexpr std::array<std::string_view, account_count> account_names{
    "endowment", "income",  "carriers",   "living",        "officials",
    "tolls",     "robbers", "households", "organisations", "relatives"};

}  // namespace corredor
