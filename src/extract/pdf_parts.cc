#include "extract/pdf_parts.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "extract/glib_util.h"
#include "extract/pdf_text.h"

namespace niem::extract {
namespace {

template <typename Mapping, void (*kFree)(GList*)>
class MappingList {
 public:
  explicit MappingList(GList* list) : list_(list, kFree) {}

  template <typename Visit>
  void ForEach(Visit visit) const {
    for (GList* node = list_.get(); node; node = node->next)
      visit(*static_cast<Mapping*>(node->data));
  }

 private:
  std::unique_ptr<GList, void (*)(GList*)> list_;
};

using Annotations = MappingList<PopplerAnnotMapping, poppler_page_free_annot_mapping>;
using Fields = MappingList<PopplerFormFieldMapping, poppler_page_free_form_field_mapping>;
using Pictures = MappingList<PopplerImageMapping, poppler_page_free_image_mapping>;

// Mappings count y upwards from the bottom of the page.
std::optional<Box> PageFraction(PopplerPage* page, const PopplerRectangle& area) {
  double width = 0, height = 0;
  poppler_page_get_size(page, &width, &height);
  if (width <= 0 || height <= 0) return std::nullopt;
  return Box{static_cast<float>(area.x1 / width), static_cast<float>(1 - area.y2 / height),
             static_cast<float>(area.x2 / width), static_cast<float>(1 - area.y1 / height)};
}

void AddBlock(std::string_view text, Place place, uint32_t number, std::optional<Box> box,
              std::string locator, std::vector<Block>& blocks) {
  if (text.find_first_not_of(" \r\n\t") == text.npos) return;
  Block block;
  block.text = text;
  std::replace(block.text.begin(), block.text.end(), '\r', '\n');
  block.place = place;
  block.page = number;
  block.box = box;
  block.locator = std::move(locator);
  blocks.push_back(std::move(block));
}

// Kinds that hold words of their own; a popup repeats its parent's, a widget is a form field.
bool HoldsWords(PopplerAnnotType type) {
  return type != POPPLER_ANNOT_LINK && type != POPPLER_ANNOT_POPUP && type != POPPLER_ANNOT_WIDGET;
}

bool MayBeDrawn(PopplerAnnotType type) {
  return type == POPPLER_ANNOT_STAMP || type == POPPLER_ANNOT_FREE_TEXT ||
         type == POPPLER_ANNOT_WATERMARK || type == POPPLER_ANNOT_UNKNOWN;
}

// Agencies put number, date and seal on a letter by the look of a digital signature.
bool HasSignature(PopplerPage* page) {
  bool found = false;
  Fields(poppler_page_get_form_field_mapping(page))
      .ForEach([&](const PopplerFormFieldMapping& mapping) {
        found |= poppler_form_field_get_field_type(mapping.field) == POPPLER_FORM_FIELD_SIGNATURE;
      });
  return found;
}

bool ReadDrawnWords(PdfStamps& stamps, uint32_t number, std::vector<Block>& blocks) {
  const GPtr<PopplerPage> drawn = stamps.Page(number);
  if (!drawn) return false;
  PdfPage read = ReadPdfPage(drawn.get(), number);
  for (Block& block : read.blocks) {
    block.place = Place::kAnnotation;
    block.locator = "appearance";
    blocks.push_back(std::move(block));
  }
  return !read.blocks.empty();
}

std::string FieldText(PopplerFormField* field) {
  switch (poppler_form_field_get_field_type(field)) {
    case POPPLER_FORM_FIELD_TEXT:
      return std::string(View(GStr(poppler_form_field_text_get_text(field))));
    case POPPLER_FORM_FIELD_CHOICE: {
      std::string chosen;
      for (int i = 0; i < poppler_form_field_choice_get_n_items(field); ++i) {
        if (!poppler_form_field_choice_is_item_selected(field, i)) continue;
        if (!chosen.empty()) chosen += '\n';
        chosen += View(GStr(poppler_form_field_choice_get_item(field, i)));
      }
      if (chosen.empty() && poppler_form_field_choice_is_editable(field))
        chosen = View(GStr(poppler_form_field_choice_get_text(field)));
      return chosen;
    }
    default:
      return {};
  }
}

struct Saved {
  std::string bytes;
  uint64_t limit;
};

gboolean Save(const gchar* data, gsize count, gpointer closure, GError**) {
  auto* saved = static_cast<Saved*>(closure);
  if (count > saved->limit - saved->bytes.size()) return FALSE;
  saved->bytes.append(data, count);
  return TRUE;
}

bool ReadAttachment(PopplerAttachment* attachment, Context& context) {
  std::string name(View(attachment->name));
  if (name.empty()) name = "attachment";
  Saved saved{{}, context.limits.max_file_bytes};
  GError* raw = nullptr;
  bool complete = poppler_attachment_save_to_callback(attachment, Save, &saved, &raw);
  if (raw) g_error_free(raw);
  if (Status admitted = context.Admit(saved.bytes.size(), saved.bytes.size()); !admitted.ok()) {
    bool more = context.members.OnBadMember(name, admitted.error(), context);
    return more && admitted.error().code() == ErrorCode::kTooLarge;
  }
  if (!complete) {
    return context.members.OnBadMember(
        name,
        Error(ErrorCode::kTooLarge,
              {"tệp đính kèm quá lớn hoặc hỏng", "the attached file is too large or damaged"}),
        context);
  }
  return context.members.OnMember(name, AsBytes(saved.bytes), context);
}

}  // namespace

bool ReadPdfAnnotations(PopplerPage* page, uint32_t number, PdfStamps& stamps,
                        std::vector<Block>& blocks) {
  bool drawn = HasSignature(page), silent = false;
  Annotations(poppler_page_get_annot_mapping(page))
      .ForEach([&](const PopplerAnnotMapping& mapping) {
        PopplerAnnotType type = poppler_annot_get_annot_type(mapping.annot);
        if (!HoldsWords(type)) return;
        GStr contents(poppler_annot_get_contents(mapping.annot));
        drawn |= MayBeDrawn(type);
        silent |= MayBeDrawn(type) && View(contents).empty();
        AddBlock(View(contents), Place::kAnnotation, number, PageFraction(page, mapping.area),
                 "annotation", blocks);
      });
  bool found = drawn && ReadDrawnWords(stamps, number, blocks);
  return found || !silent;
}

void ReadPdfFields(PopplerPage* page, uint32_t number, std::vector<Block>& blocks) {
  Fields(poppler_page_get_form_field_mapping(page))
      .ForEach([&](const PopplerFormFieldMapping& mapping) {
        // Its own name: the full one is put together anew through all fields above, for each field.
        GStr name(poppler_form_field_get_partial_name(mapping.field));
        AddBlock(FieldText(mapping.field), Place::kFormField, number,
                 PageFraction(page, mapping.area), std::string(View(name)), blocks);
      });
}

bool ReadPdfAttachments(PopplerDocument* document, Context& context) {
  if (!poppler_document_has_attachments(document)) return true;
  GList* list = poppler_document_get_attachments(document);
  bool more = true;
  for (GList* node = list; node; node = node->next) {
    GPtr<PopplerAttachment> attachment(static_cast<PopplerAttachment*>(node->data));
    if (more && attachment) more = ReadAttachment(attachment.get(), context);
  }
  g_list_free(list);
  return more;
}

double PdfPictureCover(PopplerPage* page) {
  double width = 0, height = 0, cover = 0;
  poppler_page_get_size(page, &width, &height);
  if (width <= 0 || height <= 0) return 0;
  Pictures(poppler_page_get_image_mapping(page)).ForEach([&](const PopplerImageMapping& mapping) {
    const PopplerRectangle& area = mapping.area;
    double across = std::min(area.x2, width) - std::max(area.x1, 0.0);
    double down = std::min(area.y2, height) - std::max(area.y1, 0.0);
    if (across > 0 && down > 0) cover += across * down / (width * height);
  });
  return std::min(cover, 1.0);
}

}  // namespace niem::extract
