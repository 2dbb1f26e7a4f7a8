#pragma once

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include <pybind11/pybind11.h>

#include "studies/replicates.hpp"

namespace corredor::python {

/// Lets Python see to its signals and tells it how far long work is. What a signal or the callback raises is kept, so
/// that the work ends in order before it goes on.
class PythonInterest {
public:
    explicit PythonInterest(pybind11::object progress) : progress_{std::move(progress)} {}

    /// To be called without the GIL, from the thread that Python called from.
    /// returns  whether to go on
    template <class... Numbers>
    bool ask(const Numbers&... numbers)
    {
        const pybind11::gil_scoped_acquire gil;
        if (raised_) return false;
        try {
            if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
            if (!progress_.is_none()) progress_(numbers...);
        } catch (pybind11::error_already_set& error) {
            raised_.emplace(std::move(error));
            return false;
        }
        return true;
    }

    [[nodiscard]] bool has_raised() const { return raised_.has_value(); }

    /// Adds a line to what was raised. To be called with the GIL.
    void note(const std::string& line) { raised_->value().attr("add_note")(line); }

    /// To be called with the GIL, when the work has ended.
    void raise_again()
    {
        if (!raised_) return;
        pybind11::error_already_set error = std::move(*raised_);
        raised_.reset();
        throw error;
    }

private:
    pybind11::object progress_;
    std::optional<pybind11::error_already_set> raised_;
};

/// Does the work of a study on a thread of its own while the caller's sees to Python: only Python's main thread hears
/// of Ctrl-C, and a study tells of itself from whichever thread is at it. To be called without the GIL.
///
/// work  given the function that a study asks whether to go on
template <class Work>
auto while_python_waits(PythonInterest& interest, Work&& work)
{
    using Result = std::invoke_result_t<Work, StudyKeepGoing>;
    constexpr std::chrono::milliseconds between_looks{50};
    std::mutex mutex;
    std::condition_variable news;
    std::atomic<bool> is_stopped = false;
    bool is_over = false;
    StudyProgress latest;
    std::optional<Result> result;
    std::exception_ptr error;
    const StudyKeepGoing keep_going = [&](const StudyProgress& now) {
        const std::lock_guard lock{mutex};
        latest = now;
        return !is_stopped.load();
    };
    {
        const std::jthread worker{[&] {
            try {
                result.emplace(work(keep_going));
            } catch (...) {
                error = std::current_exception();
            }
            const std::lock_guard lock{mutex};
            is_over = true;
            news.notify_one();
        }};
        std::unique_lock lock{mutex};
        while (!is_over) {
            news.wait_for(lock, between_looks);
            const StudyProgress now = latest;
            lock.unlock();
            if (!is_stopped && !interest.ask(now.runs_done, now.runs, now.share_done, now.agent_days, now.seconds))
                is_stopped = true;
            lock.lock();
        }
    }
    if (error) std::rethrow_exception(error);
    return std::move(*result);
}

}  // namespace corredor::python
