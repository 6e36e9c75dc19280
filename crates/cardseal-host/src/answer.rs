use std::fmt;

use cardseal_types::{ErrorDetail, Pagination, Response, ResponseCode};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::error::{Error, Kind};
use crate::redact::{mask, mask_field};

/// What the gateway says when it refuses, masked. Empty where it said nothing that can be read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Refusal {
    pub(crate) code: Option<ResponseCode>,
    pub(crate) message: Option<String>,
    pub(crate) details: Vec<ErrorDetail>,
    pub(crate) trace_id: Option<String>,
}

/// Why an answer is not JSON of the documented form. A JSON error quotes values, so only its place is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AnswerError {
    category: &'static str,
    line: usize,
    column: usize,
}

/// What a 2xx answer can be read as: any resource, or a [`Listing`] of them.
pub(crate) trait Answered: Sized {
    type Data: DeserializeOwned;

    fn of(data: Self::Data, pagination: Option<Pagination>) -> Self;
}

impl<T: DeserializeOwned> Answered for T {
    type Data = T;

    fn of(data: T, _: Option<Pagination>) -> Self {
        data
    }
}

/// One page of a list.
pub(crate) struct Listing<T> {
    pub(crate) items: Vec<T>,
    pub(crate) pagination: Option<Pagination>,
}

impl<T> Default for Listing<T> {
    fn default() -> Self {
        Self { items: Vec::new(), pagination: None }
    }
}

impl<T: DeserializeOwned> Answered for Listing<T> {
    type Data = Vec<T>;

    fn of(items: Vec<T>, pagination: Option<Pagination>) -> Self {
        Self { items, pagination }
    }
}

/// Reads the resource of a 2xx answer.
pub(crate) fn read<T: Answered>(status: u16, body: &[u8]) -> Result<T, Error> {
    let unreadable = |error: serde_json::Error| {
        Error::because(Kind::Unreadable, AnswerError::from(&error)).with_status(status)
    };
    refuse_duplicates(body).map_err(unreadable)?;
    let code = serde_json::from_slice::<CodeOnly>(body).map_err(unreadable)?.code;
    if code != ResponseCode::Success {
        return Err(Error::answered(status, refusal(body)));
    }
    let response: Response<T::Data> = serde_json::from_slice(body).map_err(unreadable)?;
    let none = || Error::because(Kind::Unreadable, AnswerError::NO_DATA).with_status(status);
    response.data.ok_or_else(none).map(|data| T::of(data, response.pagination))
}

/// Refuses what is not JSON, and JSON in which an object names a key twice.
pub(crate) fn refuse_duplicates(body: &[u8]) -> Result<(), serde_json::Error> {
    serde_json::from_slice::<NoDuplicates>(body).map(|NoDuplicates| ())
}

/// Reads what can be read of a refusal; whatever is not as documented is left out.
pub(crate) fn refusal(body: &[u8]) -> Refusal {
    let Ok(answer) = serde_json::from_slice::<Value>(body) else { return Refusal::default() };
    let error = &answer["error"];
    let trace_id = error["traceId"].as_str().or_else(|| error["trace_id"].as_str());
    let message = answer["message"].as_str().map(|message| mask_field("", message));
    Refusal {
        code: answer["code"].as_str().map(masked_code),
        message: message.filter(|message| !message.is_empty()),
        details: error["details"]
            .as_array()
            .into_iter()
            .flatten()
            .take(MAX_DETAILS)
            .map(masked_detail)
            .collect(),
        trace_id: trace_id.filter(|id| is_trace_id(id)).map(str::to_owned),
    }
}

fn masked_code(code: &str) -> ResponseCode {
    match ResponseCode::from(code) {
        ResponseCode::Unknown(code) => ResponseCode::Unknown(mask(&code)),
        known => known,
    }
}

fn masked_detail(detail: &Value) -> ErrorDetail {
    let text = |name: &str| detail[name].as_str().unwrap_or_default();
    ErrorDetail { field: mask(text("field")), message: mask_field(text("field"), text("message")) }
}

fn is_trace_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && mask(id) != "[masked]"
}

const MAX_DETAILS: usize = 32;

#[derive(Deserialize)]
struct CodeOnly {
    code: ResponseCode,
}

impl AnswerError {
    const NO_DATA: Self = Self { category: "no data in the answer", line: 0, column: 0 };
    pub(crate) const ANOTHER: Self =
        Self { category: "another resource than was asked for", line: 0, column: 0 };
    pub(crate) const TOO_LARGE: Self = Self { category: "answer is too large", line: 0, column: 0 };
}

impl From<&serde_json::Error> for AnswerError {
    fn from(error: &serde_json::Error) -> Self {
        let category = match error.classify() {
            serde_json::error::Category::Io => "reading failed",
            serde_json::error::Category::Syntax => "not JSON",
            serde_json::error::Category::Data => "JSON of another form than documented",
            serde_json::error::Category::Eof => "JSON ends too early",
        };
        Self { category, line: error.line(), column: error.column() }
    }
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.category)?;
        match self.line {
            0 => Ok(()),
            line => write!(f, " at line {line} column {}", self.column),
        }
    }
}

impl std::error::Error for AnswerError {}

/// Any JSON value in which no object names a key twice: two readers of one text must not see two things.
struct NoDuplicates;

impl<'de> Deserialize<'de> for NoDuplicates {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NoDuplicatesVisitor)
    }
}

struct NoDuplicatesVisitor;

impl<'de> Visitor<'de> for NoDuplicatesVisitor {
    type Value = NoDuplicates;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NoDuplicates, A::Error> {
        let mut seen = std::collections::HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if !seen.insert(key) {
                return Err(A::Error::custom("a key is named twice"));
            }
            map.next_value::<NoDuplicates>()?;
        }
        Ok(NoDuplicates)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<NoDuplicates, A::Error> {
        while seq.next_element::<NoDuplicates>()?.is_some() {}
        Ok(NoDuplicates)
    }

    fn visit_bool<E>(self, _: bool) -> Result<NoDuplicates, E> {
        Ok(NoDuplicates)
    }

    fn visit_i64<E>(self, _: i64) -> Result<NoDuplicates, E> {
        Ok(NoDuplicates)
    }

    fn visit_u64<E>(self, _: u64) -> Result<NoDuplicates, E> {
        Ok(NoDuplicates)
    }

    fn visit_f64<E>(self, _: f64) -> Result<NoDuplicates, E> {
        Ok(NoDuplicates)
    }

    fn visit_str<E>(self, _: &str) -> Result<NoDuplicates, E> {
        Ok(NoDuplicates)
    }

    fn visit_unit<E>(self) -> Result<NoDuplicates, E> {
        Ok(NoDuplicates)
    }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
