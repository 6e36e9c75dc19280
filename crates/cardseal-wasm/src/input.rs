use std::fmt;

use cardseal_card::entry::{EditKind, Shown};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlInputElement, InputEvent};
use zeroize::Zeroizing;

/// What an event of an input asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The value has changed.
    Edit(EditKind),
    /// The shopper has left the input.
    Leave,
    /// Nothing: another event, or a composition that is still going on.
    Nothing,
}

impl Asked {
    /// Reads an event. Nothing is reformatted while a composition lasts: that would end it or double its text.
    pub(crate) fn by(event: &Event) -> Self {
        match event.type_().as_str() {
            "input" => match event.dyn_ref::<InputEvent>() {
                Some(input) if input.is_composing() => Self::Nothing,
                Some(input) => Self::Edit(EditKind::from_input_type(&input.input_type())),
                None => Self::Edit(EditKind::Untold),
            },
            "change" | "compositionend" => Self::Edit(EditKind::Insert),
            "blur" => Self::Leave,
            _ => Self::Nothing,
        }
    }
}

/// A native input of the page.
pub(crate) struct Input(HtmlInputElement);

impl Input {
    pub(crate) fn new(element: HtmlInputElement) -> Self {
        Self(element)
    }

    /// Whether an event was sent to this input.
    pub(crate) fn received(&self, event: &Event) -> bool {
        event
            .current_target()
            .is_some_and(|target| JsValue::from(target) == *AsRef::<JsValue>::as_ref(&self.0))
    }

    /// The value: one copy, wiped by its owner.
    pub(crate) fn value(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.value())
    }

    /// The caret in UTF-16 units; the end of the value where the input does not tell.
    pub(crate) fn caret(&self) -> usize {
        let told = self.0.selection_end().ok().flatten();
        told.and_then(|caret| usize::try_from(caret).ok()).unwrap_or(usize::MAX)
    }

    /// Shows a text unless it is shown already; an input that is not in use keeps its selection.
    pub(crate) fn show(&self, shown: &Shown<'_>, value: &str) {
        if shown.text == value {
            return;
        }
        self.0.set_value(shown.text);
        if let Some(caret) = shown.caret.and_then(|caret| u32::try_from(caret).ok())
            && self.0.matches(":focus").unwrap_or(false)
        {
            let _types_without_selection = self.0.set_selection_range(caret, caret);
        }
    }

    /// Empties the input.
    pub(crate) fn clear(&self) {
        self.0.set_value("");
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Input")
    }
}
