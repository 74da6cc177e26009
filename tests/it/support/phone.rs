//! An authenticator app, as somebody has it on a phone.

use rostrum::accounts::{self, PersonId, second_factor};
use totp_rs::{Builder, Secret, Totp};

use super::TestApp;

/// The app with one secret in it.
pub struct Phone {
    totp: Totp,
}

impl Phone {
    /// The app after the secret was typed into it, as the page shows it.
    pub fn with(secret: &str) -> Self {
        let secret = Secret::try_from_base32(secret).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        Self { totp }
    }

    /// Sets somebody's second step up; gives their recovery codes, too. The clock moves on by a minute, so
    /// that the next code is another one.
    pub async fn of(app: &TestApp, person: PersonId) -> (Self, Vec<String>) {
        let link = app.sign_in_link(person).await;
        let secret = link.trim_start_matches("/link/").to_owned();
        let token = app
            .write(async |work| accounts::by_link(work, &secret, "").await)
            .await;
        let held = app
            .read(async |work| accounts::ticket_holder(work, &token).await)
            .await;
        let (actor, _) = held.unwrap();
        app.write_as(&actor, second_factor::begin).await;
        let view = app.read_as(&actor, second_factor::view).await.unwrap();
        let phone = Self::with(&view.secret.unwrap());
        let code = phone.code(app);
        let (_, codes) = second_factor::confirm(&app.app.db, &actor, &token, &code)
            .await
            .unwrap();
        app.clock.advance(60);
        (phone, codes)
    }

    /// What the app shows now.
    pub fn code(&self, app: &TestApp) -> String {
        let now = rostrum::time::Clock::now(&*app.clock);
        self.totp.generate(u64::try_from(now).unwrap()).to_string()
    }
}
