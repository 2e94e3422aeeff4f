//! Watches memory: a damaged file must not make the program ask for absurd amounts of it.
#![expect(unsafe_code, reason = "an allocator is unsafe by its nature")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// More than any file of a few kilobytes is worth.
const ABSURD_BYTES: usize = 64 << 20;

thread_local! {
    static LARGEST: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, which remembers the largest request of each thread.
struct Watched;

#[global_allocator]
static ALLOCATOR: Watched = Watched;

fn note(size: usize) {
    // A thread that is ending has no memory of it left.
    let _ = LARGEST.try_with(|largest| largest.set(largest.get().max(size)));
}

// SAFETY: every request is handed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Watched {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note(size);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// Runs `work`; the size of its largest request if that was absurd.
pub(crate) fn absurd_request(work: impl FnOnce()) -> Option<usize> {
    LARGEST.set(0);
    work();
    Some(LARGEST.get()).filter(|&largest| largest > ABSURD_BYTES)
}

#[test]
fn an_absurd_request_is_noticed() {
    assert_eq!(absurd_request(|| drop(Vec::<u8>::with_capacity(1000))), None);
    let absurd = absurd_request(|| drop(vec![0_u8; ABSURD_BYTES + 1]));
    assert_eq!(absurd, Some(ABSURD_BYTES + 1));
}
