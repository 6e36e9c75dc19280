#![expect(unsafe_code, reason = "a module without threads is the one place where this allocator may stand")]

use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};
use zeroizing_alloc::ZeroAlloc;

/// Overwrites every block when it is freed.
#[global_allocator]
static WIPING: ZeroAlloc<AssumeSingleThreaded<FreeListAllocator>> =
    // SAFETY: wasm32-unknown-unknown without the `atomics` feature has one thread.
    ZeroAlloc(unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) });
