use axum::extract::State;
use axum::{Extension, Json};
use serde::Serialize;

use super::Shopper;
use crate::catalog::CatalogItem;
use crate::error::ApiError;
use crate::orders::AmountView;
use crate::state::CheckoutState;
use crate::wallet::{self, MethodView};

#[derive(Serialize)]
pub(super) struct CatalogAnswer {
    items: Vec<ItemView>,
}

#[derive(Serialize)]
struct ItemView {
    sku: String,
    name: String,
    description: String,
    #[serde(rename = "type")]
    product_type: String,
    price: AmountView,
}

#[derive(Serialize)]
pub(super) struct WalletAnswer {
    methods: Vec<MethodView>,
}

/// `GET /api/catalog`
pub(super) async fn catalog(State(state): State<CheckoutState>) -> Json<CatalogAnswer> {
    Json(CatalogAnswer { items: state.catalog().items().iter().map(ItemView::from).collect() })
}

/// `GET /api/wallet`
pub(super) async fn wallet(
    State(state): State<CheckoutState>,
    Extension(shopper): Shopper,
) -> Result<Json<WalletAnswer>, ApiError> {
    Ok(Json(WalletAnswer { methods: wallet::methods(&state, &shopper).await? }))
}

impl From<&CatalogItem> for ItemView {
    fn from(item: &CatalogItem) -> Self {
        Self {
            sku: item.sku.clone(),
            name: item.name.clone(),
            description: item.description.clone(),
            product_type: item.product_type.as_str().to_owned(),
            price: (&item.price).into(),
        }
    }
}
