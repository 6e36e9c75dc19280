// Runs the README's second example: a stored card on the gateway's page.

include!("shop.rs");

pub fn pay_there() -> Done {
    in_a_shop(|shop| async move {
        let id = shop.with_stored_card().await;
        let (client, (reference, price, urls, order)) = (shop.client(), shop.order());
        let page = super::pay_there(&client, reference, price, id, urls, order).await?.ok_or("no page")?;
        let session = client.list_sessions().next().await?.ok_or("no session")?.session.id;
        assert_eq!(super::come_back(&client, &session).await?, "not paid");
        shop.pays_by_stored_card(&page).await;
        assert_eq!(super::come_back(&client, &session).await?, "thank you");
        Ok(())
    })
}
