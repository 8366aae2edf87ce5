// What `registry_bench make` writes and its load asks for. Thread-safety: constants.
#pragma once

#include <string_view>

namespace niem::bench {

// Of every person.
constexpr std::string_view kPassword = "mat-khau-thu-tai";

// keeper-1 ..., registrar-1 ..., officer-1 ...
constexpr int kKeepers = 20, kRegistrars = 10, kOfficers = 20;

// Of which subjects are made.
inline constexpr const char* kSyllables[] = {
    "kế",   "hoạch",  "kiểm", "tra",  "bảo",  "vệ",    "đường", "dây",  "điện",  "thông", "tin",
    "an",   "ninh",   "mạng", "tỉnh", "xã",   "công",  "tác",   "quốc", "phòng", "đất",   "đai",
    "nhân", "sự",     "tổ",   "chức", "tài",  "chính", "ngân",  "sách", "biên",  "giới",  "cửa",
    "khẩu", "phương", "án",   "diễn", "tập",  "thanh", "quyết", "định", "báo",   "cáo",   "nội",
    "bộ",   "dân",    "tộc",  "tôn",  "giáo", "địa",   "bàn"};

// FOLDER KEYFILE DOCUMENTS COPIES EVENTS
int Make(char** arguments);

}  // namespace niem::bench
