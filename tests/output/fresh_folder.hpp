#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace corredor {

/// An empty folder of its own for a test; gone with it.
class FreshFolder {
public:
    FreshFolder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "corredor-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
        path_ = name;
    }
    FreshFolder(const FreshFolder&) = delete;
    FreshFolder& operator=(const FreshFolder&) = delete;
    ~FreshFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    friend std::filesystem::path operator/(const FreshFolder& folder, const std::filesystem::path& name)
    {
        return folder.path_ / name;
    }

private:
    std::filesystem::path path_;
};

}  // namespace corredor
