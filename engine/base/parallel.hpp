#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace corredor {

/// Runs independent pieces of work on a fixed number of threads. The pieces never depend on how many threads there are.
class Workers {
public:
    /// threads  1 or more; 0 means one for each processor that this process may use
    explicit Workers(int threads);
    ~Workers();
    Workers(Workers&&) noexcept;
    Workers& operator=(Workers&&) noexcept;
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    [[nodiscard]] int threads() const;

    /// Calls work(i) for every i in [0, count), in any order, and comes back when all are done. The first exception is
    /// thrown again here.
    void for_each(std::size_t count, const std::function<void(std::size_t)>& work) const;

private:
    struct Arena;
    std::unique_ptr<Arena> arena_;
};

}  // namespace corredor
