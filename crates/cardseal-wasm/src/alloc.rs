use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

/// Wipes every block when it is freed: the second belt, for strings that the generated glue frees by itself.
#[global_allocator]
static WIPING: ZeroAlloc<System> = ZeroAlloc(System);
