//! Reads customers, addresses and orders with the limits of the gateway's pages "Order Object" and "Customer Object".

use cardseal_types::{
    BillingInfo, Customer, OrderInformation, PhoneNumber, ProductDetail, ProductType, ShippingInfo,
    ShippingMethod,
};

use crate::fields::{Fields, Problems};

/// The order under `orderInformation`, if one is there and all of it is right.
pub(crate) fn order(parent: &Fields<'_>, problems: &mut Problems) -> Option<OrderInformation> {
    let fields = parent.object("orderInformation", problems)?;
    fields.require("productDetails", problems);
    let lines = fields.list("productDetails", problems);
    if lines.as_ref().is_some_and(Vec::is_empty) {
        problems.add(fields.path("productDetails"), "must have at least one line");
    }
    let product_details: Vec<_> = lines?.iter().filter_map(|line| product(line, problems)).collect();
    let billing_info = fields.object("billingInfo", problems).map(|info| address(&info, false, problems));
    let shipping_info = fields.object("shippingInfo", problems).and_then(|info| shipping(&info, problems));
    Some(OrderInformation { product_details, billing_info, shipping_info })
}

/// The customer under `customer`, if one is there and all of it is right.
pub(crate) fn customer(parent: &Fields<'_>, problems: &mut Problems) -> Option<Customer> {
    let fields = parent.object("customer", problems)?;
    fields.require("email", problems);
    let customer = Customer {
        given_name: fields.text("givenName", 1..=255, problems),
        surname: fields.text(fields.spelling(&["surname", "sureName"]), 0..=255, problems),
        email: email(&fields, problems).unwrap_or_default(),
        phone_number: phone(&fields, problems),
        refund_preference: None,
        stored_payment_methods: Vec::new(),
    };
    Some(customer)
}

/// The first of the newer orders that is there, or else the known one; with the first billing address among them all,
/// so that an order that names none does not take it away.
pub(crate) fn newest(newer: [Option<OrderInformation>; 2], known: OrderInformation) -> OrderInformation {
    let billing_info = newer.iter().flatten().chain([&known]).find_map(|order| order.billing_info.clone());
    let order = newer.into_iter().flatten().next().unwrap_or(known);
    OrderInformation { billing_info, ..order }
}

/// What a card from abroad lacks: a billing address in one of these orders, the first that has one counts.
pub(crate) fn missing_billing<'a>(orders: impl IntoIterator<Item = &'a OrderInformation>) -> Problems {
    let billing = orders.into_iter().find_map(|order| order.billing_info.as_ref());
    let parts = [
        ("addressLine1", billing.and_then(|info| info.address_line1.as_ref())),
        ("city", billing.and_then(|info| info.city.as_ref())),
        ("provinceState", billing.and_then(|info| info.province_state.as_ref())),
        ("country", billing.and_then(|info| info.country.as_ref())),
        ("postalCode", billing.and_then(|info| info.postal_code.as_ref())),
    ];
    let mut problems = Problems::default();
    for (name, _) in parts.iter().filter(|(_, part)| part.is_none()) {
        problems.add(format!("orderInformation.billingInfo.{name}"), "required for a card from abroad");
    }
    problems
}

fn product(line: &Fields<'_>, problems: &mut Problems) -> Option<ProductDetail> {
    for name in ["type", "quantity", "price"] {
        line.require(name, problems);
    }
    let product_type = line.choice("type", ProductType::KNOWN, problems);
    let [category, sub_category, name, description] =
        ["category", "subCategory", "name", "description"].map(|field| line.text(field, 1..=255, problems));
    let quantity = line.count("quantity", problems);
    let price = line.amount("price", problems);
    Some(ProductDetail {
        product_type: product_type?,
        category,
        sub_category,
        name,
        description,
        quantity: quantity?,
        price: price?,
    })
}

fn shipping(fields: &Fields<'_>, problems: &mut Problems) -> Option<ShippingInfo> {
    fields.require("method", problems);
    let address = address(fields, true, problems);
    let shipping_fee = fields.amount("shippingFee", problems);
    let method = fields.choice("method", ShippingMethod::KNOWN, problems)?;
    Some(ShippingInfo { address, method, shipping_fee })
}

fn address(fields: &Fields<'_>, is_destination: bool, problems: &mut Problems) -> BillingInfo {
    for name in ["givenName", "email"] {
        fields.require(name, problems);
    }
    if is_destination {
        for name in ["addressLine1", "city", "provinceState", "country"] {
            fields.require(name, problems);
        }
    }
    let alpha2 =
        |text: String| (text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())).then_some(text);
    BillingInfo {
        given_name: fields.text("givenName", 1..=255, problems).unwrap_or_default(),
        surname: fields.text(fields.spelling(&["surname", "sureName"]), 0..=255, problems),
        email: email(fields, problems).unwrap_or_default(),
        phone_number: phone(fields, problems),
        address_line1: fields.text("addressLine1", 1..=255, problems),
        address_line2: fields.text("addressLine2", 0..=255, problems),
        city: fields.text("city", 1..=255, problems),
        province_state: fields.text("provinceState", 1..=255, problems),
        country: fields.parsed("country", "must be an ISO 3166-1 alpha-2 code such as ID", problems, alpha2),
        postal_code: fields.text("postalCode", 1..=255, problems),
    }
}

fn phone(parent: &Fields<'_>, problems: &mut Problems) -> Option<PhoneNumber> {
    let fields = parent.object("phoneNumber", problems)?;
    let code = fields.spelling(&["countryCode", "CountryCode"]);
    fields.require(code, problems);
    fields.require("number", problems);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = |text: &String| text.len() <= 4 && text.strip_prefix('+').is_some_and(digits);
    let country_code = fields
        .parsed(code, "must be a plus sign and 1 to 3 digits", problems, |text| Some(text).filter(is_code));
    let number = fields.parsed("number", "must have 1 to 15 digits", problems, |text| {
        Some(text).filter(|text| text.len() <= 15 && digits(text))
    });
    Some(PhoneNumber { country_code: country_code?, number: number? })
}

fn email(fields: &Fields<'_>, problems: &mut Problems) -> Option<String> {
    let rule = "must be an e-mail address of at most 255 characters";
    fields.parsed("email", rule, problems, |text| Some(text).filter(|text| is_email(text)))
}

/// One `@` with something on both sides and no white space: whether it can be reached is not ours to know.
fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    text.chars().count() <= 255
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && parts
            .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'))
}
