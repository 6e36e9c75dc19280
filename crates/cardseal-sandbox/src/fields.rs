//! Reads JSON objects field by field, collecting every problem with the path of its field.
//!
//! It borrows from the body and copies only what is asked for, never quotes a value in a problem, keeps numbers
//! exact, and refuses a name that stands twice.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use cardseal_types::{Amount, Currency, ErrorDetail, Timestamp};
use serde::Deserialize;
use serde::de::{Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

/// What is wrong with a request, field by field.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<ErrorDetail>);

impl Problems {
    pub(crate) fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(ErrorDetail { field: field.into(), message: message.into() });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_details(self) -> Vec<ErrorDetail> {
        self.0
    }
}

/// The fields of one JSON object. A field that is `null` counts as absent.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    path: String,
    fields: Vec<(Cow<'a, str>, &'a RawValue)>,
}

impl<'a> Fields<'a> {
    /// The object that a body is.
    pub(crate) fn parse(body: &'a [u8], problems: &mut Problems) -> Option<Self> {
        let fields =
            std::str::from_utf8(body).ok().and_then(|text| match serde_json::from_str::<Raw<'a>>(text) {
                Ok(Raw(fields)) => Some(fields),
                Err(_) => None,
            });
        if fields.is_none() {
            problems.add("", "the body is not one JSON object whose names are all different");
        }
        Some(Self { path: String::new(), fields: fields? })
    }

    /// The path of a field.
    pub(crate) fn path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// The field as it came.
    pub(crate) fn raw(&self, name: &str) -> Option<&'a RawValue> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, raw)| *raw).filter(|raw| raw.get() != "null")
    }

    /// The first of several spellings that is there.
    pub(crate) fn spelling<'n>(&self, names: &[&'n str]) -> &'n str {
        let there = names.iter().find(|name| self.raw(name).is_some());
        there.or(names.first()).copied().unwrap_or_default()
    }

    /// Adds a problem where a field that must be there is not.
    pub(crate) fn require(&self, name: &str, problems: &mut Problems) {
        if self.raw(name).is_none() {
            problems.add(self.path(name), "required");
        }
    }

    /// A text of so many characters, none of them a control character.
    pub(crate) fn text(
        &self,
        name: &str,
        length: RangeInclusive<usize>,
        problems: &mut Problems,
    ) -> Option<String> {
        let raw = self.raw(name)?;
        let Ok(text) = serde_json::from_str::<String>(raw.get()) else {
            problems.add(self.path(name), "must be a text");
            return None;
        };
        let (min, max) = (*length.start(), *length.end());
        if !length.contains(&text.chars().count()) {
            problems.add(self.path(name), format!("must have {min} to {max} characters"));
            return None;
        }
        if text.chars().any(char::is_control) {
            problems.add(self.path(name), "must not hold control characters");
            return None;
        }
        Some(text)
    }

    /// A text that the caller judges: `parse` gives nothing where it does not suit.
    pub(crate) fn parsed<T>(
        &self,
        name: &str,
        rule: &str,
        problems: &mut Problems,
        parse: impl FnOnce(String) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name, 0..=usize::MAX, problems)?;
        let parsed = parse(text);
        if parsed.is_none() {
            problems.add(self.path(name), rule);
        }
        parsed
    }

    /// A text without escapes, borrowed from the body so that no copy of it is left behind; for secrets.
    pub(crate) fn plain(&self, name: &str, rule: &str, problems: &mut Problems) -> Option<&'a [u8]> {
        let raw = self.raw(name)?.get();
        let plain = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let plain = plain.filter(|text| !text.contains('\\'));
        if plain.is_none() {
            problems.add(self.path(name), rule);
        }
        plain.map(str::as_bytes)
    }

    /// True or false.
    pub(crate) fn flag(&self, name: &str, problems: &mut Problems) -> Option<bool> {
        match self.raw(name)?.get() {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                problems.add(self.path(name), "must be true or false");
                None
            }
        }
    }

    /// A whole number from one up, of at most 18 digits.
    pub(crate) fn count(&self, name: &str, problems: &mut Problems) -> Option<u64> {
        let raw = self.raw(name)?.get();
        let count = raw.parse().ok().filter(|count| (1..1_000_000_000_000_000_000).contains(count));
        if count.is_none() {
            problems.add(self.path(name), "must be a whole number of 1 to 18 digits, from 1 up");
        }
        count
    }

    /// One of the listed values of an enumeration, in any case.
    pub(crate) fn choice<T>(&self, name: &str, known: &[T], problems: &mut Problems) -> Option<T>
    where
        T: for<'t> From<&'t str> + PartialEq + std::fmt::Display,
    {
        let rule = || {
            let names: Vec<_> = known.iter().map(ToString::to_string).collect();
            format!("must be one of {}", names.join(", "))
        };
        self.parsed(name, &rule(), problems, |text| {
            Some(T::from(&text)).filter(|value| known.contains(value))
        })
    }

    /// An object.
    pub(crate) fn object(&self, name: &str, problems: &mut Problems) -> Option<Fields<'a>> {
        let raw = self.raw(name)?;
        let fields = serde_json::from_str::<Raw<'a>>(raw.get()).ok();
        if fields.is_none() {
            problems.add(self.path(name), "must be an object whose names are all different");
        }
        Some(Fields { path: self.path(name), fields: fields?.0 })
    }

    /// A list of objects.
    pub(crate) fn list(&self, name: &str, problems: &mut Problems) -> Option<Vec<Fields<'a>>> {
        let raw = self.raw(name)?;
        let Ok(items) = serde_json::from_str::<Vec<Raw<'a>>>(raw.get()) else {
            problems.add(self.path(name), "must be a list of objects whose names are all different");
            return None;
        };
        let path = |index| format!("{}[{index}]", self.path(name));
        Some(
            items.into_iter().enumerate().map(|(i, item)| Fields { path: path(i), fields: item.0 }).collect(),
        )
    }

    /// An exact amount.
    pub(crate) fn amount(&self, name: &str, problems: &mut Problems) -> Option<Amount> {
        let fields = self.object(name, problems)?;
        fields.require("value", problems);
        fields.require("currency", problems);
        let currency =
            fields.parsed("currency", "must be a three-letter ISO 4217 code", problems, |text| {
                let code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
                code.then(|| Currency::from(text.as_str()))
            })?;
        let raw = fields.raw("value")?.get();
        let digits = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw);
        Amount::parse(digits, currency).map_err(|e| problems.add(fields.path("value"), e.to_string())).ok()
    }

    /// A moment in UTC.
    pub(crate) fn moment(&self, name: &str, problems: &mut Problems) -> Option<Timestamp> {
        let rule = "must be a moment in UTC such as 2030-01-01T00:00:00Z";
        self.parsed(name, rule, problems, |text| text.ends_with('Z').then(|| text.parse().ok()).flatten())
    }

    /// Adds a problem for each of these fields that is there and says something.
    pub(crate) fn refuse(&self, names: &[&str], why: &str, problems: &mut Problems) {
        for name in names {
            if self.raw(name).is_some_and(|raw| !matches!(raw.get(), "false" | "\"\"" | "[]")) {
                problems.add(self.path(name), why);
            }
        }
    }
}

/// The fields of an object, in order, none twice.
struct Raw<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RawVisitor).map(Raw)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        #[derive(Deserialize)]
        struct Name<'n>(#[serde(borrow)] Cow<'n, str>);

        let mut fields: Self::Value = Vec::new();
        while let Some((Name(name), value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
            if fields.len() == MAX_FIELDS || fields.iter().any(|(known, _)| *known == name) {
                return Err(A::Error::custom("too many fields, or one twice"));
            }
            fields.push((name, value));
        }
        Ok(fields)
    }
}

/// No documented object has more than thirty fields; metadata may have its own.
const MAX_FIELDS: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn problems_of(body: &str, read: impl FnOnce(&Fields<'_>, &mut Problems)) -> Vec<(String, String)> {
        let mut problems = Problems::default();
        if let Some(fields) = Fields::parse(body.as_bytes(), &mut problems) {
            read(&fields, &mut problems);
        }
        problems.into_details().into_iter().map(|d| (d.field, d.message)).collect()
    }

    #[test]
    fn a_body_must_be_one_object_with_different_names() {
        for body in
            ["", "[]", "1", "{", "{}{}", r#"{"a":1,"a":2}"#, "{\"a\":1,\"\\u0061\":2}", "\u{feff}{}", "nul"]
        {
            assert_eq!(problems_of(body, |_, _| ()).len(), 1, "{body}");
        }
        assert!(problems_of("{}", |_, _| ()).is_empty());
    }

    #[test]
    fn a_problem_names_the_path_and_not_the_value() {
        let body = r#"{"order":{"lines":[{"n":"4440000112290002"}]}}"#;
        let found = problems_of(body, |fields, problems| {
            let order = fields.object("order", problems).unwrap();
            order.list("lines", problems).unwrap()[0].count("n", problems);
        });
        assert_eq!(found[0].0, "order.lines[0].n");
        assert!(!found[0].1.contains("444"));
    }

    #[test]
    fn texts_are_counted_in_characters_and_hold_no_control_characters() {
        let good = r#"{"t":"€€€"}"#;
        assert!(
            problems_of(good, |f, p| assert_eq!(f.text("t", 1..=3, p).as_deref(), Some("€€€"))).is_empty()
        );
        for body in [r#"{"t":"€€€€"}"#, r#"{"t":""}"#, r#"{"t":"a\n"}"#, r#"{"t":1}"#, r#"{"t":"\ud800"}"#]
        {
            assert_eq!(problems_of(body, |f, p| assert!(f.text("t", 1..=3, p).is_none())).len(), 1, "{body}");
        }
    }

    #[test]
    fn a_secret_is_borrowed_or_refused() {
        assert!(
            problems_of(r#"{"s":"12"}"#, |f, p| assert_eq!(f.plain("s", "no", p), Some(&b"12"[..])))
                .is_empty()
        );
        for body in [r#"{"s":12}"#, r#"{"s":"\u0031"}"#, r#"{"s":["1"]}"#, r#"{"s":{}}"#] {
            assert_eq!(problems_of(body, |f, p| assert!(f.plain("s", "no", p).is_none())).len(), 1, "{body}");
        }
    }
}
