#include "scenario/set_path.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "scenario/nearest.hpp"

namespace corredor {
namespace {

std::vector<std::string> split(const std::string& path)
{
    std::vector<std::string> keys;
    std::size_t from = 0;
    for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', from)) {
        keys.push_back(path.substr(from, dot - from));
        from = dot + 1;
    }
    keys.push_back(path.substr(from));
    return keys;
}

Value* item_of(Value& list, const std::string& key, const Place& place, Problems& problems)
{
    std::vector<std::string> ids;
    for (Value& item : list.items) {
        const Member* id = item.find("id");
        if (id == nullptr || !id->value.is_text()) continue;
        if (id->value.text == key) return &item;
        ids.push_back(id->value.text);
    }
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
    if (error == std::errc{} && end == key.data() + key.size() && index < list.items.size()) return &list.items[index];
    problems.add(
        problem_at(place, fmt::format("'{}' is no entry of this list of {}", shown(key), list.items.size()),
                   did_you_mean(key, ids, ids.empty() ? "entries are numbered from 0" : "ids: " + joined(ids))));
    return nullptr;
}

Value* member_of(Value& map, const std::string& key, const Place& place, bool is_last)
{
    if (Member* e = map.find(key)) return &e->value;
    if (!map.is_map()) map = Value::empty_map(place);
    map.entries.push_back({.key = key, .key_place = place, .value = {}, .made_by_path = !is_last});
    map.entries.back().value.place = place;
    return &map.entries.back().value;
}

}  // namespace

void set_at(Value& tree, const std::string& path, const Place& path_place, Value value, Problems& problems)
{
    constexpr std::size_t deepest = 64;
    const auto keys = split(path);
    if (keys.size() > deepest || std::find(keys.begin(), keys.end(), "") != keys.end()) {
        problems.add(problem_at(path_place, fmt::format("'{}' is not a path of keys", shown(path)),
                                "join keys with single dots: run.seed"));
        return;
    }
    Value* at = &tree;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const bool is_last = i + 1 == keys.size();
        if (is_last) at->erase(keys[i] + std::string{translation_ending});
        at = at->is_list() ? item_of(*at, keys[i], path_place, problems) : member_of(*at, keys[i], path_place, is_last);
        if (at == nullptr) return;
    }
    *at = std::move(value);
}

}  // namespace corredor
