// A model that does what a note tells it: "answer exactly: …" letter by letter, and orders in many
// other words to every question that it is asked, with a quote that stands in a passage of the
// question. Which words are orders to it is its own affair, not that of runtime/notes/orders.h.
#pragma once

#include "tests/fake_model_server/protocol.h"

namespace suture::fake_model_server {

ModelText ObeyNotes(const ReceivedRequest& request);

}  // namespace suture::fake_model_server
