// For tests only: small ZIP files made in memory, a member sink that remembers, and lookups in
// Documents.
#pragma once

#include <zip.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extract/formats.h"

namespace niem::extract::fixture {

using Files = std::vector<std::pair<std::string, std::string>>;

// `password`: AES-256 where not empty. Members named "mimetype" are stored, the others as `method`
// says.
inline std::string MakeZip(const Files& files, const std::string& password = {},
                           zip_int32_t method = ZIP_CM_DEFLATE) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  for (const auto& [name, data] : files) {
    zip_source_t* source = zip_source_buffer(archive, data.data(), data.size(), 0);
    const zip_int64_t added = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_GUESS);
    if (added < 0) {  // a name twice
      zip_source_free(source);
      continue;
    }
    const auto index = static_cast<zip_uint64_t>(added);
    zip_set_file_compression(archive, index, name == "mimetype" ? ZIP_CM_STORE : method, 0);
    if (!password.empty())
      zip_file_set_encryption(archive, index, ZIP_EM_AES_256, password.c_str());
  }
  if (zip_close(archive) != 0) {
    zip_discard(archive);
    zip_source_free(target);
    return {};
  }
  zip_stat_t stat;
  zip_source_stat(target, &stat);
  std::string bytes(stat.size, '\0');
  zip_source_open(target);
  zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

struct Members : MemberSink {
  bool OnMember(std::string_view name, Bytes bytes, Context& context) override {
    names.emplace_back(name);
    contents.emplace_back(AsText(bytes));
    if (recurse) {
      Context deeper = context.Deeper(*this);
      Result<Document> inner = Extract({bytes, name}, deeper);
      if (!inner.ok()) errors.emplace_back(std::string(name), inner.error().code());
    }
    return true;
  }

  bool OnBadMember(std::string_view name, const Error& error, Context& /*context*/) override {
    errors.emplace_back(std::string(name), error.code());
    return true;
  }

  std::vector<std::string> names, contents;
  std::vector<std::pair<std::string, ErrorCode>> errors;
  bool recurse = false;
};

// Everything an extractor needs, with its own lifetime.
struct Bench {
  Limits limits;
  Budget budget;
  std::vector<std::string> passwords;
  Members members;
  Context context{limits, budget, passwords, members};

  Result<Document> Run(Result<Document> (*extractor)(Input, Context&), std::string_view bytes,
                       std::string_view name = {}) {
    budget = {};
    return extractor({AsBytes(bytes), name}, context);
  }
};

inline const Block* FindBlock(const Document& document, std::string_view text) {
  for (const Block& block : document.blocks) {
    if (block.text == text) return &block;
  }
  return nullptr;
}

inline bool Has(const Document& document, std::string_view text, Place place) {
  for (const Block& block : document.blocks) {
    if (block.place == place && block.text == text) return true;
  }
  return false;
}

inline bool Incomplete(const Document& document) {
  for (const Note& note : document.notes) {
    if (note.incomplete) return true;
  }
  return false;
}

inline std::string Dump(const Document& document) {
  std::string all;
  for (const Block& block : document.blocks) {
    all += std::string(PlaceName(block.place)) + "\t" + std::to_string(block.page) + "\t" +
           block.text + "\n";
  }
  return all;
}

// Cuts and flips must yield an error or a document, never a crash.
inline void Torture(Result<Document> (*extractor)(Input, Context&), const std::string& bytes,
                    size_t step = 37) {
  Bench bench;
  for (size_t size = 0; size < bytes.size(); size += step) {
    (void)bench.Run(extractor, std::string_view(bytes).substr(0, size));
    std::string flipped = bytes;
    flipped[size] = static_cast<char>(flipped[size] ^ 0x5A);
    (void)bench.Run(extractor, flipped);
  }
}

}  // namespace niem::extract::fixture
