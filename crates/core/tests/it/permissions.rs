//! Whatever is granted, broken, locked, moved, thrown away and copied: everybody may do what a naive
//! interpreter of the rules says, sees what it says, and what is refused changes nothing.
//! `PROPTEST_CASES` asks for more than the usual number of sequences.

mod acts;
mod cast;
mod play;
mod rules;
mod tree;

use acts::{Act, act, role};
use play::Play;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// Acts between two looks at everything.
const BETWEEN: usize = 12;

fn config() -> ProptestConfig {
    let usual = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => usual,
        None => ProptestConfig { cases: 16, ..usual },
    }
}

async fn run(roles: [Vec<usize>; 3], acts: Vec<Act>) -> Result<(), TestCaseError> {
    let mut play = Play::new(roles).await;
    for (number, act) in acts.iter().enumerate() {
        play.perform(act).await?;
        play.check_rows().await?;
        if number % BETWEEN == BETWEEN - 1 {
            play.check_everybody().await?;
        }
    }
    play.check_everybody().await?;
    play.end().await?;
    play.check_everybody().await
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn everybody_may_and_sees_what_the_rules_say(
        roles in prop::array::uniform3(role()),
        acts in prop::collection::vec(act(), 12..60),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(run(roles, acts))?;
    }
}
