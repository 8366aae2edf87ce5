#include <libheif/heif.h>

#include <algorithm>
#include <memory>

#include "picture/decode.h"

namespace niem::picture {
namespace {

using Context = std::unique_ptr<heif_context, void (*)(heif_context*)>;
using Handle = std::unique_ptr<heif_image_handle, void (*)(const heif_image_handle*)>;
using Options = std::unique_ptr<heif_decoding_options, void (*)(heif_decoding_options*)>;
using Image = std::unique_ptr<heif_image, void (*)(const heif_image*)>;

// Not dav1d 1.0, which libheif would prefer: of a picture of 400 bytes it reads beyond its memory,
// of another it takes four gigabytes.
constexpr const char* kDecoders[] = {"aom", "libde265"};

// In red, green and blue; null where it is damaged.
Image Unpack(const heif_image_handle* handle) {
  const Options options(heif_decoding_options_alloc(), heif_decoding_options_free);
  if (options == nullptr) return {nullptr, heif_image_release};
  for (const char* decoder : kDecoders) {
    options->decoder_id = decoder;
    heif_image* image = nullptr;
    const heif_error error = heif_decode_image(handle, &image, heif_colorspace_RGB,
                                               heif_chroma_interleaved_RGB, options.get());
    if (error.code == heif_error_Ok) return {image, heif_image_release};
    if (error.subcode != heif_suberror_Unsupported_codec) break;
  }
  return {nullptr, heif_image_release};
}

}  // namespace

bool IsHeif(Bytes bytes) {
  if (AsText(Slice(bytes, 4, 4)) != "ftyp") return false;
  const std::string_view brand = AsText(Slice(bytes, 8, 4));
  for (const std::string_view known :
       {"heic", "heix", "heif", "mif1", "msf1", "hevc", "avif", "avis"}) {
    if (brand == known) return true;
  }
  return false;
}

Result<Raster> DecodeHeif(Bytes bytes, const DecodeLimits& limits) {
  const Context context(heif_context_alloc(), heif_context_free);
  if (context == nullptr) return DamagedPicture();
  heif_context_set_max_decoding_threads(context.get(), 0);
  heif_context_set_maximum_image_size_limit(context.get(), 20'000);  // a side
  if (heif_context_read_from_memory_without_copy(context.get(), bytes.data(), bytes.size(), nullptr)
          .code != heif_error_Ok) {
    return DamagedPicture();
  }
  heif_image_handle* raw_handle = nullptr;
  if (heif_context_get_primary_image_handle(context.get(), &raw_handle).code != heif_error_Ok)
    return DamagedPicture();
  const Handle handle(raw_handle, heif_image_handle_release);
  const int width = heif_image_handle_get_width(handle.get());
  const int height = heif_image_handle_get_height(handle.get());
  if (width < 1 || height < 1) return DamagedPicture();
  if (static_cast<uint64_t>(width) * static_cast<uint64_t>(height) > limits.max_dots)
    return TooLargePicture();
  const Image image = Unpack(handle.get());
  if (image == nullptr) return DamagedPicture();
  int stride = 0;
  const uint8_t* plane =
      heif_image_get_plane_readonly(image.get(), heif_channel_interleaved, &stride);
  const int wide = heif_image_get_width(image.get(), heif_channel_interleaved);
  const int tall = heif_image_get_height(image.get(), heif_channel_interleaved);
  if (plane == nullptr || wide < 1 || tall < 1 || stride < 3 * wide) return DamagedPicture();
  Raster raster = MakeRaster(wide, tall, 3);
  for (int y = 0; y < tall; ++y)
    std::copy_n(plane + static_cast<ptrdiff_t>(y) * stride, 3 * wide, raster.row(y));
  return raster;
}

}  // namespace niem::picture
