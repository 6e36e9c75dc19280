//! Small parts that the console's pages are made of.

use cardseal_types::{Pagination, Timestamp};
use maud::{Markup, PreEscaped, html};

/// What a status looks like: its shape tells as much as its colour, and its text tells all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Done,
    Waiting,
    Busy,
    Failed,
    Over,
}

impl Look {
    fn of(status: &str) -> Self {
        match status {
            "PAID" | "SUCCESS" | "DELIVERED" => Self::Done,
            "PROCESSING" => Self::Busy,
            "CANCELLED" | "FAILED" | "REFUSED" | "MANUAL" => Self::Failed,
            "EXPIRED" => Self::Over,
            _ => Self::Waiting,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Done => "badge done",
            Self::Waiting => "badge waiting",
            Self::Busy => "badge busy",
            Self::Failed => "badge failed",
            Self::Over => "badge over",
        }
    }

    fn shape(self) -> &'static str {
        match self {
            Self::Done => r#"<circle cx="6" cy="6" r="5" fill="currentColor"/>"#,
            Self::Waiting => {
                r#"<circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" stroke-width="1.6"/>"#
            }
            Self::Busy => {
                r#"<circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M6 1.8a4.2 4.2 0 0 1 0 8.4z" fill="currentColor"/>"#
            }
            Self::Failed => r#"<path d="M2 2l8 8M10 2l-8 8" stroke="currentColor" stroke-width="2"/>"#,
            Self::Over => {
                r#"<path d="M6 1l5 5-5 5-5-5z" fill="none" stroke="currentColor" stroke-width="1.6"/>"#
            }
        }
    }
}

/// A status as text, shape and colour.
pub(super) fn badge(status: &str) -> Markup {
    let look = Look::of(status);
    html! {
        span class=(look.class()) {
            svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" { (PreEscaped(look.shape())) }
            (status)
        }
    }
}

/// An id with a button that copies it, which its script brings to life.
pub(super) fn id(text: &str) -> Markup {
    html! {
        span class="id" {
            code { (text) }
            button type="button" class="copy" data-copy=(text) aria-label={ "Copy " (text) } hidden { "Copy" }
        }
    }
}

/// An id in a table, where its beginning tells it from the others; the button copies all of it.
pub(super) fn short_id(text: &str) -> Markup {
    let short = text.get(..8).unwrap_or(text);
    html! {
        span class="id" {
            code title=(text) { (short) "…" }
            button type="button" class="copy" data-copy=(text) aria-label={ "Copy " (text) } hidden { "Copy" }
        }
    }
}

/// A moment: how long ago, and exactly on hover.
pub(super) fn ago(at: Timestamp, now: Timestamp) -> Markup {
    html! { time datetime=(at) title=(exact(at)) { (relative(at, now)) } }
}

/// A moment to the millisecond.
pub(super) fn exact(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S%.3f UTC").to_string()
}

fn relative(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(at).as_secs();
    let span = span(seconds.abs());
    match seconds {
        0 => "just now".to_owned(),
        1.. => format!("{span} ago"),
        _ => format!("in {span}"),
    }
}

/// A length of time in its largest unit.
pub(super) fn span(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// How long after the beginning: `+0.000 s`, `+1:05:07`.
pub(super) fn since(beginning: Timestamp, at: Timestamp) -> String {
    let passed = at.duration_since(beginning);
    let (seconds, millis) = (passed.as_secs(), passed.subsec_millis());
    match seconds {
        ..60 => format!("+{seconds}.{millis:03} s"),
        60..3_600 => format!("+{}:{:02} min", seconds / 60, seconds % 60),
        _ => format!("+{}:{:02}:{:02} h", seconds / 3_600, seconds / 60 % 60, seconds % 60),
    }
}

/// Links to the pages of a list that are before and after this one. `query` is what else the address holds.
pub(super) fn pager(path: &str, query: &str, at: &Pagination) -> Markup {
    let to = |page: u32| format!("{path}?{query}page={page}");
    html! {
        nav class="pager" aria-label="Pages" {
            @if at.page > 1 { a href=(to(at.page - 1)) rel="prev" { "Newer" } }
            span { (at.total_items) @if at.total_items == 1 { " in all" } @else { " in all, page " (at.page) " of " (at.total_pages.max(1)) } }
            @if at.page < at.total_pages { a href=(to(at.page + 1)) rel="next" { "Older" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_their_largest_unit() {
        let start: Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
        let later = |seconds| start + jiff::SignedDuration::from_secs(seconds);
        for (seconds, told) in [
            (0, "just now"),
            (59, "59 s ago"),
            (60, "1 min ago"),
            (7_200, "2 h ago"),
            (864_000, "10 days ago"),
        ] {
            assert_eq!(relative(start, later(seconds)), told);
        }
        assert_eq!(relative(later(900), start), "in 15 min");
        assert_eq!(since(start, start), "+0.000 s");
        assert_eq!(since(start, later(65)), "+1:05 min");
        assert_eq!(since(start, later(3_907)), "+1:05:07 h");
    }
}
