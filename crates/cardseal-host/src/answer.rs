use std::fmt;

use cardseal_types::{ErrorDetail, Response, ResponseCode};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};

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

/// Reads the resource of a 2xx answer.
pub(crate) fn read<T: DeserializeOwned>(status: u16, body: &[u8]) -> Result<T, Error> {
    let unreadable = |error: serde_json::Error| {
        Error::because(Kind::Unreadable, AnswerError::from(&error)).with_status(status)
    };
    serde_json::from_slice::<NoDuplicates>(body).map_err(unreadable)?;
    let code = serde_json::from_slice::<CodeOnly>(body).map_err(unreadable)?.code;
    if code != ResponseCode::Success {
        return Err(Error::answered(status, refusal(body)));
    }
    let response: Response<T> = serde_json::from_slice(body).map_err(unreadable)?;
    response.data.ok_or_else(|| Error::because(Kind::Unreadable, AnswerError::NO_DATA).with_status(status))
}

/// Reads what can be read of a refusal; whatever is not as documented is left out.
pub(crate) fn refusal(body: &[u8]) -> Refusal {
    let Ok(response) = serde_json::from_slice::<LooseResponse>(body) else { return Refusal::default() };
    let error = response.error.unwrap_or_default();
    let trace_id = error.trace_id.or(error.trace_id_snake);
    Refusal {
        code: response.code.map(|code| masked_code(&code)),
        message: response
            .message
            .map(|message| mask_field("", &message))
            .filter(|message| !message.is_empty()),
        details: error.details.unwrap_or_default().into_iter().take(MAX_DETAILS).map(masked_detail).collect(),
        trace_id: trace_id.filter(|id| is_trace_id(id)),
    }
}

fn masked_code(code: &str) -> ResponseCode {
    match ResponseCode::from(code) {
        ResponseCode::Unknown(code) => ResponseCode::Unknown(mask(&code)),
        known => known,
    }
}

fn masked_detail(detail: LooseDetail) -> ErrorDetail {
    let (field, message) = (detail.field.unwrap_or_default(), detail.message.unwrap_or_default());
    ErrorDetail { message: mask_field(&field, &message), field: mask(&field) }
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

#[derive(Deserialize)]
struct LooseResponse {
    #[serde(default, deserialize_with = "text")]
    code: Option<String>,
    #[serde(default, deserialize_with = "text")]
    message: Option<String>,
    #[serde(default)]
    error: Option<LooseError>,
}

#[derive(Deserialize, Default)]
struct LooseError {
    #[serde(default)]
    details: Option<Vec<LooseDetail>>,
    #[serde(default, rename = "traceId", deserialize_with = "text")]
    trace_id: Option<String>,
    #[serde(default, rename = "trace_id", deserialize_with = "text")]
    trace_id_snake: Option<String>,
}

#[derive(Deserialize)]
struct LooseDetail {
    #[serde(default, deserialize_with = "text")]
    field: Option<String>,
    #[serde(default, deserialize_with = "text")]
    message: Option<String>,
}

/// A text; anything else counts as absent.
fn text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(text) => Some(text),
        _ => None,
    })
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
