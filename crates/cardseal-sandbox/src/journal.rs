//! What a session went through since it was last written.

use std::sync::{Mutex, PoisonError};

use cardseal_types::Timestamp;

use crate::machine::{Event, State};

/// One line of the machine's table that a session went along.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) event: Event,
    pub(crate) to: State,
    pub(crate) at: Timestamp,
}

/// Steps that are not written yet, in their order. Whoever writes the session takes and writes them with it, so that
/// no state is passed through without a trace.
#[derive(Debug, Default)]
pub(crate) struct Journal(Mutex<Vec<Step>>);

impl Journal {
    /// Keeps a step until it is written.
    pub(crate) fn note(&mut self, step: Step) {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).push(step);
    }

    /// Hands over what is to be written, once.
    pub(crate) fn take(&self) -> Vec<Step> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
