#include "worker/words_frame.h"

#include <algorithm>

namespace niem::worker {

ReadWords WordsOf(const extract::Document& document) {
  trace::WordReader reader(kMaxWords);
  for (const extract::Block& block : document.blocks) {
    if (block.place == extract::Place::kMetadata || block.place == extract::Place::kFileName)
      continue;
    reader.SetPage(block.page);
    reader.Add(block.text);
  }
  const bool truncated = reader.truncated();
  return {reader.Take(), truncated};
}

void QueueWords(const trace::Words& words, Channel& channel) {
  FrameWriter head;
  for (size_t at = 0; at < words.words.size() || at < words.pages.size(); at += kWordsInFrame) {
    head.clear();
    const size_t pages_end = std::min(words.pages.size(), at + kWordsInFrame);
    head.U32(at < pages_end ? static_cast<uint32_t>(pages_end - at) : 0);
    for (size_t i = at; i < pages_end; ++i) head.U32(words.pages[i]);
    std::vector<uint8_t> body;
    const size_t end = std::min(words.words.size(), at + kWordsInFrame);
    for (size_t i = at; i < end; ++i) {
      body.push_back(static_cast<uint8_t>(words.words[i]));
      body.push_back(static_cast<uint8_t>(words.words[i] >> 8U));
    }
    channel.Queue(FrameType::kWords, head.bytes(), body);
  }
}

bool AddWords(Bytes payload, trace::Words& words) {
  ByteReader reader(payload);
  const size_t pages = reader.U32();
  if (pages > kWordsInFrame || pages > reader.remaining() / 4) return false;
  for (size_t i = 0; i < pages; ++i) {
    const uint32_t begin = reader.U32();
    if (begin > kMaxWords || (!words.pages.empty() && begin < words.pages.back())) return false;
    words.pages.push_back(begin);
  }
  if (reader.remaining() % 2 != 0) return false;
  if (reader.remaining() / 2 > kMaxWords - words.words.size() || words.pages.size() > kMaxWords)
    return false;
  while (!reader.at_end()) {
    const trace::Word word = reader.U16();
    if (word == 0 || word > trace::kMaxWord) return false;
    words.words.push_back(word);
  }
  return reader.ok();
}

}  // namespace niem::worker
