// Runs the README's first example: a card that is typed in the shop.

include!("shop.rs");

pub fn by_card() -> Done {
    in_a_shop(|shop| async move {
        let client = super::client("merchant".into(), "secret".into());
        assert!(client.is_ok());
        let (client, (reference, price, urls, order)) = (shop.client(), shop.order());
        let key = super::open(&client, reference, price, urls, order).await?.ok_or("no key")?;
        let bank = super::pay(&client, &key.session_id, shop.browser_seals(&key)).await?.ok_or("no bank")?;
        assert!(!super::is_paid(&client, &key.session_id).await?);
        shop.approves(&bank).await;
        assert!(super::is_paid(&client, &key.session_id).await?);
        Ok(())
    })
}
