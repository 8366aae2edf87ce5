#include "server/page.h"

#include <array>

#include "base/digest.h"

extern "C" {
extern const unsigned char niem_page_html[], niem_page_html_end[];
extern const unsigned char niem_page_js[], niem_page_js_end[];
extern const unsigned char niem_page_js_gz[], niem_page_js_gz_end[];
extern const unsigned char niem_page_css[], niem_page_css_end[];
extern const unsigned char niem_page_css_gz[], niem_page_css_gz_end[];
}

namespace niem::server {
namespace {

constexpr size_t kDigestLetters = 16;

constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";
constexpr const char* kFeatures =
    "camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), clipboard-read=()";

struct Asset {
  std::string path;
  const char* type;
  std::string plain;
  std::string packed;  // gzip
};

std::string BytesBetween(const unsigned char* begin, const unsigned char* end) {
  return {begin, end};
}

Asset Named(const char* suffix, const char* type, std::string plain, std::string packed) {
  const Digest digest = Sha256Of(AsBytes(plain));
  const std::string name = ToHex(digest).substr(0, kDigestLetters);
  return {"/assets/app-" + name + suffix, type, std::move(plain), std::move(packed)};
}

const std::array<Asset, 2>& Assets() {
  static const std::array<Asset, 2> kAssets = {
      Named(".js", "text/javascript; charset=utf-8", BytesBetween(niem_page_js, niem_page_js_end),
            BytesBetween(niem_page_js_gz, niem_page_js_gz_end)),
      Named(".css", "text/css; charset=utf-8", BytesBetween(niem_page_css, niem_page_css_end),
            BytesBetween(niem_page_css_gz, niem_page_css_gz_end))};
  return kAssets;
}

// The build names its files plainly; their digests stand in the page that names them.
std::string Html() {
  std::string html = BytesBetween(niem_page_html, niem_page_html_end);
  const std::array<std::string, 2> plain = {"/assets/app.js", "/assets/app.css"};
  for (size_t i = 0; i < plain.size(); ++i) {
    const size_t at = html.find(plain[i]);
    if (at != std::string::npos) html.replace(at, plain[i].size(), Assets()[i].path);
  }
  return html;
}

}  // namespace

std::optional<ApiResponse> PageAt(const ApiRequest& request) {
  if (request.method != "GET") return std::nullopt;
  if (request.path == "/") {
    static const std::string kHtml = Html();
    return ApiResponse{200,
                       kHtml,
                       "text/html; charset=utf-8",
                       {{"Content-Security-Policy", kPolicy}, {"Permissions-Policy", kFeatures}}};
  }
  for (const Asset& asset : Assets()) {
    if (request.path != asset.path) continue;
    ApiResponse answer{
        200,
        asset.plain,
        asset.type,
        {{"Cache-Control", "public, max-age=31536000, immutable"}, {"Vary", "Accept-Encoding"}}};
    if (request.Header("accept-encoding").find("gzip") != std::string::npos) {
      answer.body = asset.packed;
      answer.headers.emplace_back("Content-Encoding", "gzip");
    }
    return answer;
  }
  return std::nullopt;
}

}  // namespace niem::server
