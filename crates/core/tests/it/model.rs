//! Any sequence of acts leaves the tree that a naive model has, sums that are right, and every file
//! with its bytes. `PROPTEST_CASES` asks for more than the usual number of sequences.

mod acts;
mod play;
mod tree;

use acts::{ACTS, act};
use play::Play;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

const STEPS: usize = 40;

fn config() -> ProptestConfig {
    let usual = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => usual,
        None => ProptestConfig { cases: 64, ..usual },
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_sequence_of_acts_leaves_what_the_model_has(
        acts in prop::collection::vec(act(), ACTS..=STEPS),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut play = Play::new().await;
            for (number, act) in acts.iter().enumerate() {
                play.perform(act).await?;
                play.check_figures().await?;
                if number % 10 == 9 {
                    play.check_all().await?;
                }
            }
            play.check_all().await?;
            play.end().await?;
            play.check_all().await?;
            Ok::<(), TestCaseError>(())
        })?;
    }
}
