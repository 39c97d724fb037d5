// The messages of base/ are defined in base/messages.h: base/ includes no other module.
#pragma once

#include "base/messages.h"
