#include "trace/prints.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

namespace niem::trace {
namespace {

constexpr size_t kBlock = 16;
constexpr size_t kBatch = 1024;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

Error LibraryError() {
  return {ErrorCode::kInternal, {"OpenSSL không thực hiện được phép mã hóa", "OpenSSL failed"}};
}

}  // namespace

struct Printer::State {
  std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> cipher;
  std::array<uint8_t, kBatch * kBlock> blocks{};
};

Printer::Printer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Printer::~Printer() = default;
Printer::Printer(Printer&&) noexcept = default;
Printer& Printer::operator=(Printer&&) noexcept = default;

Result<Printer> Printer::Create(const TraceKey& key) {
  auto state = std::make_unique<State>();
  state->cipher.reset(EVP_CIPHER_CTX_new());
  if (state->cipher == nullptr) return LibraryError();
  EVP_CIPHER_CTX* const cipher = state->cipher.get();
  if (EVP_EncryptInit_ex2(cipher, EVP_aes_256_ecb(), key.print_key().data(), nullptr, nullptr) !=
          1 ||
      EVP_CIPHER_CTX_set_padding(cipher, 0) != 1) {
    return LibraryError();
  }
  return Printer(std::move(state));
}

Status Printer::PrintsOf(std::span<const Word> words, size_t stride, std::vector<Print>& out) {
  out.clear();
  if (words.size() < kWordsInPrint) return Ok();
  const size_t count = (words.size() - kWordsInPrint) / stride + 1;
  out.resize(count);
  auto& blocks = state_->blocks;
  for (size_t done = 0; done < count;) {
    const size_t batch = std::min(count - done, kBatch);
    for (size_t i = 0; i < batch; ++i) {
      uint8_t* block = &blocks[i * kBlock];
      const size_t at = (done + i) * stride;
      for (size_t j = 0; j < kWordsInPrint; ++j) {
        block[2 * j] = static_cast<uint8_t>(words[at + j]);
        block[2 * j + 1] = static_cast<uint8_t>(words[at + j] >> 8U);
      }
      std::fill(block + 2 * kWordsInPrint, block + kBlock, uint8_t{0});
    }
    int size = 0;
    if (EVP_EncryptUpdate(state_->cipher.get(), blocks.data(), &size, blocks.data(),
                          static_cast<int>(batch * kBlock)) != 1) {
      return LibraryError();
    }
    for (size_t i = 0; i < batch; ++i) {
      ByteReader reader(Bytes(blocks).subspan(i * kBlock, 4));
      out[done + i] = reader.U32();
    }
    done += batch;
  }
  return Ok();
}

Result<FileDigest> FileDigestOf(const TraceKey& key, Bytes sha256) {
  std::array<uint8_t, 32> mac{};
  unsigned int size = 0;
  const Bytes secret = key.digest_key();
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), sha256.data(),
           sha256.size(), mac.data(), &size) == nullptr) {
    return LibraryError();
  }
  FileDigest digest{};
  std::copy_n(mac.begin(), digest.size(), digest.begin());
  return digest;
}

}  // namespace niem::trace
