use clap::CommandFactory;

use super::*;

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn no_argument_takes_a_password() {
    fn check(command: &clap::Command) {
        for argument in command.get_arguments() {
            let takes_value = argument.get_action().takes_values();
            assert!(!(takes_value && argument.get_id().as_str().contains("password")));
        }
        command.get_subcommands().for_each(check);
    }
    check(&Cli::command());
}

#[test]
fn wrong_usage_ends_with_2_and_help_with_0() {
    let code = |arguments: &[&str]| {
        let all = ["coffer"].iter().chain(arguments);
        Cli::try_parse_from(all).unwrap_err().exit_code()
    };
    assert_eq!(code(&[]), 2);
    assert_eq!(code(&["srve"]), 2);
    assert_eq!(code(&["user", "add"]), 2);
    assert_eq!(code(&["--version"]), 0);
    assert_eq!(code(&["help"]), 0);
}

#[test]
fn the_configuration_may_be_named_before_or_behind_the_command() {
    for arguments in [
        ["coffer", "--config", "a.toml", "serve"],
        ["coffer", "serve", "--config", "a.toml"],
    ] {
        let cli = Cli::try_parse_from(arguments).unwrap();
        assert_eq!(cli.config, Some(PathBuf::from("a.toml")));
    }
}
