//! The story on one core.
//!
//! SQLite is asked on a thread of its own, so every question wakes that thread and every answer wakes ours: a
//! hundred thousand times, of two that never run at once. Where each sits on a core of its own, a wake has to
//! reach the other core first, which on a virtual machine of two cores made the story take 17 s; side by side on
//! one it takes 8 s. (The matcher's threads stay there too; it has the smaller part of the time.)

use std::future::Future;

/// As much as the first thread of a program has: code that is not optimised is generous with its stack.
const STACK: usize = 8 << 20;

/// Runs it to its end on a thread that stays, with all that it starts, on one core; where the machine does not
/// let itself be told, on any.
pub(super) fn run<T: Send, F: Future<Output = Result<T, String>>>(
    story: impl FnOnce() -> F + Send,
) -> Result<T, String> {
    let there = || {
        keep_here();
        let machine = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("threads: {error}"))?;
        machine.block_on(story())
    };
    // Whoever waits here is a thread of another runtime, which may have work of its own.
    tokio::task::block_in_place(|| {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK);
            let thread = thread
                .spawn_scoped(scope, there)
                .map_err(|error| format!("threads: {error}"))?;
            match thread.join() {
                Ok(told) => told,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    })
}

/// Keeps this thread, and those that it starts, on one core. Two demos at once had better not take the same.
fn keep_here() {
    let cores = core_affinity::get_core_ids().unwrap_or_default();
    let ours = std::process::id() as usize % cores.len().max(1);
    if let Some(core) = cores.get(ours) {
        core_affinity::set_for_current(*core);
    }
}
