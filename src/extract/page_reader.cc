#include "extract/picture_reader.h"
