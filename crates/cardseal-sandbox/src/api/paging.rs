//! `clientReferenceId`, `page` and `perPage` of a list.

use cardseal_types::{ClientReferenceId, Pagination};

use super::refusal::Refusal;
use crate::fields::Problems;

/// Which part of a list is asked for.
#[derive(Debug)]
pub(crate) struct Paging {
    pub(crate) reference: Option<String>,
    page: u32,
    pub(crate) per_page: u32,
}

const PER_PAGE: u32 = 20;
const MAX_PER_PAGE: u32 = 100;

impl Paging {
    /// Reads the query of an address. Names that it does not know are not its business.
    pub(crate) fn parse(query: Option<&str>) -> Result<Self, Refusal> {
        let mut problems = Problems::default();
        let mut parsed = Self { reference: None, page: 1, per_page: PER_PAGE };
        for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let number = |max: u32| value.parse().ok().filter(|number| (1..=max).contains(number));
            match &*name {
                "clientReferenceId" if ClientReferenceId::parse(value.as_ref()).is_ok() => {
                    parsed.reference = Some(value.into_owned());
                }
                "clientReferenceId" => {
                    problems.add(name, "must have 1 to 100 letters, digits, hyphens or underscores");
                }
                "page" => match number(u32::MAX) {
                    Some(page) => parsed.page = page,
                    None => problems.add(name, "must be a whole number from 1 up"),
                },
                "perPage" => match number(MAX_PER_PAGE) {
                    Some(per_page) => parsed.per_page = per_page,
                    None => problems.add(name, "must be a whole number from 1 to 100"),
                },
                _ => {}
            }
        }
        if problems.is_empty() { Ok(parsed) } else { Err(Refusal::validation(problems)) }
    }

    /// How many come before the page.
    pub(crate) fn offset(&self) -> i64 {
        // Both are 32 bits wide, so that the product fits; saturation is for the reader.
        i64::from(self.page - 1).saturating_mul(i64::from(self.per_page))
    }

    /// What is said of the page beside it.
    pub(crate) fn pagination(&self, total_items: u64) -> Pagination {
        Pagination {
            page: self.page,
            per_page: self.per_page,
            total_items,
            total_pages: u32::try_from(total_items.div_ceil(u64::from(self.per_page))).unwrap_or(u32::MAX),
        }
    }
}
