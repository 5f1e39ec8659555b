// How the heap behaves while cases run and specifications are compiled.
#pragma once

namespace suture::cli {

// Memory that was freed is kept and used again: given back to the kernel and asked for anew, each
// page would be cleared and mapped once more. Call before threads are begun.
void KeepFreedMemory();

}  // namespace suture::cli
