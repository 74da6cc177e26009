//! `rostrum users`: whoever can run this on the server's machine may do everything.

use std::sync::Arc;

use super::{Done, line};
use crate::accounts::policy::Action;
use crate::accounts::tokens::{self, NewToken};
use crate::accounts::{self, Language, NewPerson, PersonId, Role, links, second_factor};
use crate::actor::{Actor, Via};
use crate::app::App;
use crate::config::Config;
use crate::institutes;
use crate::time::SystemClock;

/// What to do.
#[derive(clap::Subcommand)]
pub enum Command {
    /// List people with their roles.
    List,
    /// Add a person and print their sign-in link.
    Add {
        /// Name.
        #[arg(long)]
        name: String,
        /// Mail address.
        #[arg(long)]
        email: String,
        /// administrator, coordinator or officer.
        #[arg(long)]
        role: String,
        /// Code of the institute, for an officer.
        #[arg(long)]
        institute: Option<String>,
    },
    /// Print a fresh single-use sign-in link.
    Link {
        /// Id of the person, as `list` has it.
        person: i64,
    },
    /// Make a token for a person's program and print it, this once.
    Token {
        /// Id of the person, as `list` has it.
        person: i64,
        /// What the program is called.
        #[arg(long)]
        name: String,
        /// What it may do, such as `roster:read`; all that the person may, where none is named.
        #[arg(long = "scope")]
        scopes: Vec<String>,
        /// Days that it works, 1 to 366.
        #[arg(long, default_value_t = 90)]
        days: i64,
    },
    /// Shut a person out at once.
    Disable {
        /// Id of the person, as `list` has it.
        person: i64,
    },
    /// Let a person in again who was shut out.
    Enable {
        /// Id of the person, as `list` has it.
        person: i64,
    },
    /// Take the second step from a person who lost app and recovery codes: they set it up anew.
    ResetSecondStep {
        /// Id of the person, as `list` has it.
        person: i64,
    },
}

/// Does it.
pub async fn run(config: Config, command: Command) -> Done {
    let app = App::open(config, Arc::new(SystemClock), None)
        .await
        .map_err(line)?;
    if let Command::Token {
        person,
        name,
        scopes,
        days,
    } = command
    {
        return token(&app, PersonId(person), name, &scopes, days).await;
    }
    let work = app.write(&Actor::system("users")).await.map_err(line)?;
    match command {
        Command::List => {
            for person in accounts::list(&work).await.map_err(line)? {
                let roles: Vec<String> = person
                    .roles
                    .iter()
                    .map(|(role, institute)| match institute {
                        Some(institute) => format!("{} of {institute}", role.word()),
                        None => role.word().to_owned(),
                    })
                    .collect();
                let gone = if person.disabled_at.is_some() {
                    "  (disabled)"
                } else {
                    ""
                };
                let email = person.email.unwrap_or_else(|| "-".into());
                tell!(
                    "{:>6}  {}  {email}  {}{gone}",
                    person.id,
                    person.name,
                    roles.join(", ")
                );
            }
            return Ok(());
        }
        Command::Add {
            name,
            email,
            role,
            institute,
        } => {
            let role = Role::from_word(&role)
                .filter(|role| *role != Role::Trainer)
                .ok_or("--role: administrator, coordinator or officer")?;
            let institute = match institute {
                Some(code) => {
                    let known = institutes::list(&work).await.map_err(line)?;
                    let found = known.iter().find(|institute| institute.code == code);
                    Some(
                        found
                            .ok_or_else(|| format!("--institute: there is no {code:?}"))?
                            .id,
                    )
                }
                None => None,
            };
            let new = NewPerson {
                name,
                email: Some(email),
                language: Language::English,
                invented: false,
            };
            let person = accounts::create(&work, new).await.map_err(line)?;
            accounts::grant(&work, person, role, institute)
                .await
                .map_err(line)?;
            print_link(&app, &work, person).await?;
        }
        Command::Link { person } => print_link(&app, &work, PersonId(person)).await?,
        Command::Token { .. } => {}
        Command::Disable { person } => {
            accounts::disable(&work, PersonId(person))
                .await
                .map_err(line)?;
        }
        Command::Enable { person } => {
            accounts::enable(&work, PersonId(person))
                .await
                .map_err(line)?;
        }
        Command::ResetSecondStep { person } => {
            second_factor::reset(&work, PersonId(person))
                .await
                .map_err(line)?;
        }
    }
    work.commit().await.map_err(line)
}

async fn token(app: &App, person: PersonId, name: String, scopes: &[String], days: i64) -> Done {
    let work = app.read(&Actor::nobody()).await.map_err(line)?;
    let owner = accounts::actor_of(&work, person).await.map_err(line)?;
    let owner = owner.ok_or_else(|| format!("there is no person {person}"))?;
    drop(work);
    let mut chosen = Vec::new();
    for word in scopes {
        chosen
            .push(Action::from_word(word).ok_or_else(|| format!("--scope: there is no {word:?}"))?);
    }
    if chosen.is_empty() {
        chosen = tokens::scopes(&owner);
    }
    let by = Actor {
        via: Via::System("users"),
        ..owner
    };
    let work = app.write(&by).await.map_err(line)?;
    let new = NewToken {
        name,
        scopes: chosen,
        days,
    };
    let secret = tokens::create(&work, new).await.map_err(line)?;
    work.commit().await.map_err(line)?;
    tell!("{secret}");
    Ok(())
}

async fn print_link(app: &App, work: &crate::db::Work, person: PersonId) -> Done {
    if accounts::actor_of(work, person)
        .await
        .map_err(line)?
        .is_none()
    {
        return Err(format!("there is no person {person}"));
    }
    let expires = work.now.plus(3 * 86_400);
    let secret = links::mint_sign_in(work, person, expires)
        .await
        .map_err(line)?;
    tell!("{}/link/{secret}", app.config.public_url);
    Ok(())
}
