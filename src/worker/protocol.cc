#include "worker/protocol.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>

namespace niem::worker {
namespace {

constexpr size_t kHeader = 8;  // type, length
constexpr size_t kSmallBuffer = kInlineBytes + 16384;

Error OutOfForm() {
  return {ErrorCode::kCorrupt,
          {"tiến trình đọc tệp trả lời sai khuôn", "the reading process answered out of form"}};
}

Error Gone() {
  return {ErrorCode::kCrashed, {"tiến trình đọc tệp đã dừng đột ngột", "the reading process died"}};
}

Error TimeIsUp() {
  return {ErrorCode::kTimeout, {"quá thời gian cho phép", "the time limit passed"}};
}

void PutU32(std::string& out, uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8)
    out.push_back(static_cast<char>(value >> shift & 0xff));
}

}  // namespace

FrameWriter& FrameWriter::U32(uint32_t value) {
  PutU32(out_, value);
  return *this;
}

FrameWriter& FrameWriter::U64(uint64_t value) {
  PutU32(out_, static_cast<uint32_t>(value));
  PutU32(out_, static_cast<uint32_t>(value >> 32));
  return *this;
}

FrameWriter& FrameWriter::String(std::string_view text) {
  U32(static_cast<uint32_t>(text.size()));
  out_.append(text);
  return *this;
}

FrameWriter& FrameWriter::Put(const Position& position) {
  U32(static_cast<uint32_t>(position.size()));
  for (const uint32_t index : position) U32(index);
  return *this;
}

std::string FrameReader::String() {
  return std::string(AsText(reader_.Take(U32())));
}

uint32_t FrameReader::Count() {
  const uint32_t count = U32();
  if (count > reader_.remaining()) failed_ = true;
  return failed_ ? 0 : count;
}

Position FrameReader::GetPosition() {
  const uint32_t depth = Count();
  if (depth > kMaxPositionDepth) failed_ = true;
  Position position;
  for (uint32_t i = 0; i < depth && ok(); ++i) position.push_back(U32());
  return position;
}

Status Channel::Wait(short events, std::optional<Clock::time_point> deadline) const {
  while (true) {
    int timeout_ms = -1;
    if (deadline.has_value()) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
      if (left <= 0) return TimeIsUp();
      timeout_ms = static_cast<int>(std::min<int64_t>(left, 1'000'000));
    }
    pollfd waited{socket_, events, 0};
    const int ready = ::poll(&waited, 1, timeout_ms);
    if (ready > 0) return Ok();
    if (ready < 0 && errno != EINTR) return Gone();
  }
}

Status Channel::Send(FrameType type, Bytes head, Bytes body, int fd,
                     std::optional<Clock::time_point> deadline) {
  PutU32(queued_, static_cast<uint32_t>(type));
  PutU32(queued_, static_cast<uint32_t>(head.size() + body.size()));
  queued_.append(AsText(head));
  std::array<iovec, 2> parts{iovec{queued_.data(), queued_.size()},
                             iovec{const_cast<uint8_t*>(body.data()), body.size()}};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = body.empty() ? 1 : 2;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  if (fd >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  }
  size_t left = queued_.size() + body.size();
  while (left > 0) {
    ssize_t sent = ::sendmsg(socket_, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      if (Status waited = Wait(POLLOUT, deadline); !waited.ok()) return queued_.clear(), waited;
      continue;
    }
    if (sent < 0) return queued_.clear(), Gone();
    left -= static_cast<size_t>(sent);
    message.msg_control = nullptr;
    message.msg_controllen = 0;
    for (iovec& part : parts) {
      const size_t taken = std::min(part.iov_len, static_cast<size_t>(sent));
      part.iov_base = static_cast<char*>(part.iov_base) + taken;
      part.iov_len -= taken;
      sent -= static_cast<ssize_t>(taken);
    }
  }
  queued_.clear();
  return Ok();
}

void Channel::Queue(FrameType type, Bytes head, Bytes body) {
  PutU32(queued_, static_cast<uint32_t>(type));
  PutU32(queued_, static_cast<uint32_t>(head.size() + body.size()));
  queued_.append(AsText(head)).append(AsText(body));
}

Status Channel::Flush(std::optional<Clock::time_point> deadline) {
  std::string_view left = queued_;
  while (!left.empty()) {
    const ssize_t sent = ::send(socket_, left.data(), left.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) {
      TRY(Wait(POLLOUT, deadline));
      continue;
    }
    if (sent < 0) return Gone();
    left.remove_prefix(static_cast<size_t>(sent));
  }
  queued_.clear();
  return Ok();
}

// Room for `capacity` bytes from begin_ on, keeping what is there.
Status Channel::Make(size_t capacity) {
  const size_t held = end_ - begin_;
  if (capacity_ < capacity) {
    std::unique_ptr<uint8_t[]> larger(new (std::nothrow) uint8_t[capacity]);
    if (!larger) return Error(ErrorCode::kMemory, {"thiếu bộ nhớ", "out of memory"});
    if (held > 0) std::memcpy(larger.get(), buffer_.get() + begin_, held);
    buffer_ = std::move(larger);
    capacity_ = capacity;
  } else if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, held);
  }
  begin_ = 0;
  end_ = held;
  return Ok();
}

void Channel::Shrink() {
  if (capacity_ <= kSmallBuffer || begin_ != end_) return;
  buffer_.reset();
  capacity_ = begin_ = end_ = 0;
}

void Channel::SetPatience(std::chrono::milliseconds patience) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(patience);
  const std::chrono::microseconds rest = patience - seconds;
  timeval limit{};
  limit.tv_sec = seconds.count();
  limit.tv_usec = rest.count();
  const bool known = patience.count() > 0 &&
                     ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0;
  patience_ = known ? patience : std::chrono::milliseconds(0);
}

// Only where the kernel's limit, counted from now, is the deadline but for a moment.
bool Channel::WaitsInKernel(Clock::time_point deadline) const {
  constexpr std::chrono::milliseconds kMoment{10};
  return patience_.count() > 0 && Clock::now() + patience_ <= deadline + kMoment;
}

// Reads until at least `wanted` bytes are buffered.
Status Channel::Fill(size_t wanted, std::optional<Clock::time_point> deadline) {
  if (capacity_ - begin_ < wanted) TRY(Make(std::max(wanted, kSmallBuffer)));
  while (end_ - begin_ < wanted) {
    if (deadline.has_value() && !WaitsInKernel(*deadline)) TRY(Wait(POLLIN, deadline));
    iovec part{buffer_.get() + end_, capacity_ - end_};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t count = ::recvmsg(socket_, &message, MSG_CMSG_CLOEXEC);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return TimeIsUp();
    if (count <= 0) return Gone();
    end_ += static_cast<size_t>(count);
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
         header = CMSG_NXTHDR(&message, header)) {
      if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
      received_fd_ = Fd(fd);
    }
  }
  return Ok();
}

bool Channel::HasFrame() const {
  const size_t held = end_ - begin_;
  if (held < kHeader) return false;
  ByteReader header(Bytes(buffer_.get() + begin_, kHeader));
  header.U32();  // its type
  return held - kHeader >= header.U32();
}

Result<Frame> Channel::Receive(std::optional<Clock::time_point> deadline) {
  if (begin_ == end_) begin_ = end_ = 0;
  TRY(Fill(kHeader, deadline));
  ByteReader header(Bytes(buffer_.get() + begin_, kHeader));
  const uint32_t type = header.U32();
  const size_t length = header.U32();
  if (type < static_cast<uint32_t>(FrameType::kSettings) ||
      type > static_cast<uint32_t>(kLastFrameType) || length > max_frame_) {
    return OutOfForm();
  }
  TRY(Fill(kHeader + length, deadline));
  Frame frame{static_cast<FrameType>(type), Bytes(buffer_.get() + begin_ + kHeader, length)};
  begin_ += kHeader + length;
  return frame;
}

void Put(FrameWriter& out, const Settings& settings) {
  const extract::Limits& limits = settings.limits;
  out.U32(settings.parent).U64(limits.max_file_bytes).U32(limits.max_depth).U32(limits.max_members);
  out.U64(limits.max_unpacked_bytes).U32(limits.max_ratio).U64(limits.max_text_bytes);
  out.U64(settings.memory_bytes).U64(settings.cpu_seconds).U32(settings.hash_all ? 1 : 0);
  out.U32(settings.insecure ? 1 : 0);
  out.U32(settings.words ? 1 : 0);
  out.U32(static_cast<uint32_t>(settings.today));
  out.U32(static_cast<uint32_t>(settings.ocr)).String(settings.ocr_data);
  out.U64(settings.ocr_page_ms).U64(settings.ocr_file_ms).U32(settings.ocr_turn ? 1 : 0);
  out.U32(static_cast<uint32_t>(settings.passwords.size()));
  for (const std::string& password : settings.passwords) out.String(password);
  out.U32(static_cast<uint32_t>(settings.agency_rules.size()));
  for (const auto& [name, text] : settings.agency_rules) out.String(name).String(text);
}

Result<Settings> ReadSettings(Bytes payload) {
  FrameReader in(payload);
  Settings settings;
  settings.parent = in.U32();
  settings.limits.max_file_bytes = in.U64();
  settings.limits.max_depth = in.U32();
  settings.limits.max_members = in.U32();
  settings.limits.max_unpacked_bytes = in.U64();
  settings.limits.max_ratio = in.U32();
  settings.limits.max_text_bytes = in.U64();
  settings.memory_bytes = in.U64();
  settings.cpu_seconds = in.U64();
  settings.hash_all = in.U32() != 0;
  settings.insecure = in.U32() != 0;
  settings.words = in.U32() != 0;
  settings.today = static_cast<int32_t>(in.U32());
  settings.ocr = static_cast<extract::OcrMode>(std::min(in.U32(), uint32_t{2}));
  settings.ocr_data = in.String();
  settings.ocr_page_ms = in.U64();
  settings.ocr_file_ms = in.U64();
  settings.ocr_turn = in.U32() != 0;
  for (uint32_t left = in.Count(); left > 0 && in.ok(); --left)
    settings.passwords.push_back(in.String());
  for (uint32_t left = in.Count(); left > 0 && in.ok(); --left) {
    std::string name = in.String();
    settings.agency_rules.emplace_back(std::move(name), in.String());
  }
  if (!in.ok()) return OutOfForm();
  return settings;
}

void PutHead(FrameWriter& out, const Request& request) {
  out.U32((request.resumed ? 1u : 0u) | (request.skip_resume ? 2u : 0u) |
          (request.by_fd ? 4u : 0u));
  out.Put(request.resume).Put(request.stop_at).U32(request.stop_page);
  out.U32(static_cast<uint32_t>(request.stop_code)).String(request.name);
}

Result<Request> ReadRequest(Bytes payload) {
  FrameReader in(payload);
  Request request;
  const uint32_t flags = in.U32();
  request.resumed = (flags & 1) != 0;
  request.skip_resume = (flags & 2) != 0;
  request.by_fd = (flags & 4) != 0;
  request.resume = in.GetPosition();
  request.stop_at = in.GetPosition();
  request.stop_page = in.U32();
  request.stop_code =
      static_cast<ErrorCode>(std::min(in.U32(), static_cast<uint32_t>(ErrorCode::kInternal)));
  request.name = in.String();
  request.bytes = in.Rest();
  if (!in.ok()) return OutOfForm();
  return request;
}

Standing StandingOf(const Position& position, const Request& request) {
  if (!request.resumed) return Standing::kRead;
  const Position& resume = request.resume;
  if (position == resume) return request.skip_resume ? Standing::kSkip : Standing::kRead;
  const size_t common = std::min(position.size(), resume.size());
  const bool inside = std::equal(position.begin(),
                                 position.begin() + static_cast<ptrdiff_t>(common), resume.begin());
  if (inside) return position.size() < resume.size() ? Standing::kReopen : Standing::kRead;
  return position < resume ? Standing::kSkip : Standing::kRead;
}

}  // namespace niem::worker
