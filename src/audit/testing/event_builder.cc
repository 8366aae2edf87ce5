#include "audit/testing/event_builder.h"

#include "audit/testing/hive_builder.h"

namespace niem::audit {
namespace {

void Put(std::string& out, uint64_t value, int width) {
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

std::string WideText(const std::string& text) {
  const std::string wide = Wide(text);
  return wide.substr(0, wide.size() - 2);
}

uint32_t Crc(const std::string& bytes, uint32_t crc = 0xFFFFFFFF) {
  for (const char c : bytes) {
    crc ^= static_cast<uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  return crc;
}

// Writes into the chunk's text from the place where it stands.
class Xml {
 public:
  explicit Xml(std::string& chunk) : chunk_(chunk) {}

  void Open(const std::string& name, bool attributes) {
    Put(chunk_, attributes ? 0x41 : 0x01, 1), Put(chunk_, 0xFFFF, 2);
    open_.push_back(chunk_.size());
    Put(chunk_, 0, 4);
    Name(name);
    if (attributes) Put(chunk_, 0, 4);
  }

  // The element's only one.
  void Attribute(const std::string& name, const std::string& value) {
    const size_t begin = chunk_.size();
    Put(chunk_, 0x06, 1), Name(name), Value(value);
    PutSize(begin - 4);
  }

  void Value(const std::string& text) {
    Put(chunk_, 0x05, 1), Put(chunk_, 1, 1), Put(chunk_, text.size(), 2);
    chunk_ += WideText(text);
  }

  void Substitution(uint16_t index) {
    Put(chunk_, 0x0E, 1), Put(chunk_, index, 2), Put(chunk_, 1, 1);
  }

  void Content() { Put(chunk_, 0x02, 1); }

  void Close(uint8_t token = 0x04) {
    Put(chunk_, token, 1);
    PutSize(open_.back());
    open_.pop_back();
  }

  void Simple(const std::string& name, const std::string& text) {
    Open(name, false), Content(), Value(text), Close();
  }

  void WithAttribute(const std::string& name, const std::string& attribute,
                     const std::string& value) {
    Open(name, true), Attribute(attribute, value), Close(0x03);
  }

 private:
  // How many bytes follow the four at `at`.
  void PutSize(size_t at) {
    std::string size;
    Put(size, chunk_.size() - at - 4, 4);
    chunk_.replace(at, 4, size);
  }

  void Name(const std::string& name) {
    Put(chunk_, chunk_.size() + 4, 4);  // right here
    Put(chunk_, 0, 4), Put(chunk_, 0, 2), Put(chunk_, name.size(), 2);
    chunk_ += WideText(name) + std::string(2, '\0');
  }

  std::string& chunk_;
  std::vector<size_t> open_;  // where sizes of open elements stand
};

void PutTemplate(std::string& chunk, const BuiltEvent& event) {
  Put(chunk, 0x0C, 1), Put(chunk, 1, 1), Put(chunk, 1, 4), Put(chunk, chunk.size() + 4, 4);
  Put(chunk, 0, 4);
  chunk += std::string(16, 'g');
  const size_t size_at = chunk.size();
  Put(chunk, 0, 4);
  Xml xml(chunk);
  chunk += std::string("\x0F\x01\x01\x00", 4);
  xml.Open("Event", false), xml.Content(), xml.Open("System", false), xml.Content();
  xml.WithAttribute("Provider", "Name", event.provider);
  xml.Simple("EventID", std::to_string(event.id));
  const bool whole = event.when.find('.') == std::string::npos;
  xml.WithAttribute("TimeCreated", "SystemTime", event.when + (whole ? ".000000Z" : "Z"));
  xml.Simple("Computer", "SOAN-THAO-01");
  xml.Close();
  xml.Open("EventData", false), xml.Content();
  for (size_t i = 0; i < event.data.size(); ++i) {
    xml.Open("Data", true), xml.Attribute("Name", event.data[i].first), xml.Content();
    xml.Substitution(static_cast<uint16_t>(i)), xml.Close();
  }
  xml.Close(), xml.Close();
  Put(chunk, 0, 1);
  std::string size;
  Put(size, chunk.size() - size_at - 4, 4);
  chunk.replace(size_at, 4, size);
}

void PutRecord(std::string& chunk, const BuiltEvent& event, uint64_t number) {
  const size_t at = chunk.size();
  Put(chunk, 0x2A2A, 4), Put(chunk, 0, 4), Put(chunk, number, 8);
  Put(chunk, FileTimeOf(event.when), 8);
  chunk += std::string("\x0F\x01\x01\x00", 4);
  PutTemplate(chunk, event);
  Put(chunk, event.data.size(), 4);
  for (const auto& [name, value] : event.data) {
    Put(chunk, value.size() * 2, 2), Put(chunk, 1, 1), Put(chunk, 0, 1);
  }
  for (const auto& [name, value] : event.data) chunk += WideText(value);
  Put(chunk, 0, 1);
  while ((chunk.size() - at + 4) % 8 != 0) Put(chunk, 0, 1);
  std::string size;
  Put(size, chunk.size() - at + 4, 4);
  chunk += size;
  chunk.replace(at + 4, 4, size);
}

}  // namespace

std::string BuildEventLog(const std::vector<BuiltEvent>& events) {
  std::string chunk(512, '\0');
  uint64_t number = 0;
  size_t last = 512;
  for (const BuiltEvent& event : events) last = chunk.size(), PutRecord(chunk, event, ++number);
  std::string head("ElfChnk\0", 8);
  for (const uint64_t value : {uint64_t{1}, number, uint64_t{1}, number}) Put(head, value, 8);
  Put(head, 128, 4), Put(head, last, 4), Put(head, chunk.size(), 4);
  Put(head, ~Crc(chunk.substr(512)), 4);
  head.resize(128, '\0');
  std::string sum;
  Put(sum, ~Crc(std::string(384, '\0'), Crc(head.substr(0, 120))), 4);
  head.replace(124, 4, sum);
  chunk.replace(0, 128, head);
  chunk.resize(65536, '\0');
  std::string file("ElfFile\0", 8);
  Put(file, 0, 8), Put(file, 0, 8), Put(file, number + 1, 8), Put(file, 128, 4), Put(file, 1, 2);
  Put(file, 3, 2), Put(file, 4096, 2), Put(file, 1, 2);
  file.resize(120, '\0');
  Put(file, 0, 4), Put(file, ~Crc(file.substr(0, 120)), 4);
  file.resize(4096, '\0');
  return file + chunk;
}

}  // namespace niem::audit
