// A folder of files for tests, removed at the end. Not thread-safe.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace niem::scan {

class TemporaryTree {
 public:
  TemporaryTree() {
    static int count = 0;
    root_ = std::filesystem::temp_directory_path() /
            ("niem_tree_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
    std::filesystem::create_directories(root_);
  }

  ~TemporaryTree() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  TemporaryTree(const TemporaryTree&) = delete;
  TemporaryTree& operator=(const TemporaryTree&) = delete;

  std::string Put(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = root_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  std::string path(const std::string& name = "") const {
    return name.empty() ? root_.string() : (root_ / name).string();
  }

 private:
  std::filesystem::path root_;
};

}  // namespace niem::scan
